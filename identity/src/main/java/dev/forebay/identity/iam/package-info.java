/** IAM: users, groups, roles and their policies, and what is known of them to those who decide. */
@NullMarked
package dev.forebay.identity.iam;

import org.jspecify.annotations.NullMarked;
