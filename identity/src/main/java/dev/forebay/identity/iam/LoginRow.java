package dev.forebay.identity.iam;

/**
 * That a user may sign in to a console, which is not here. Of the password only the fact is kept.
 * Immutable.
 *
 * @param created seconds since 1970
 * @param resetRequired whether the user must choose another password
 */
record LoginRow(long created, boolean resetRequired) {}
