/** API Gateway's HTTP APIs: their operations, and what they serve over HTTP. */
@NullMarked
package dev.forebay.apigateway;

import org.jspecify.annotations.NullMarked;
