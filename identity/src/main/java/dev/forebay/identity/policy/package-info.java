/**
 * IAM's policy language: documents are read, refused in AWS's words, and compiled to statements.
 */
@NullMarked
package dev.forebay.identity.policy;

import org.jspecify.annotations.NullMarked;
