/** Cognito user pools: the {@code cognito-idp} service, its tokens and its hosted endpoints. */
@NullMarked
package dev.forebay.cognito;

import org.jspecify.annotations.NullMarked;
