package dev.forebay.cognito;

import java.util.List;

/**
 * A refresh token as it is stored. Immutable.
 *
 * @param app the client's id
 * @param username whose it is
 * @param origin the id of the sign-in, which all of its tokens carry
 * @param authTime when that was, in milliseconds since 1970
 * @param scopes of access tokens
 * @param replaced until when it may be used again after its rotation; 0 before that
 */
record RefreshRow(
    String app, String username, String origin, long authTime, List<String> scopes, long replaced) {
  RefreshRow {
    scopes = List.copyOf(scopes);
  }

  RefreshRow replacedUntil(long time) {
    return new RefreshRow(app, username, origin, authTime, scopes, time);
  }
}
