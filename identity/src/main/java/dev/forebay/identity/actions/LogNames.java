package dev.forebay.identity.actions;

import java.util.Optional;

/**
 * The ARNs of log groups and streams as denials of CloudWatch Logs spell them: a group's own
 * operations are about {@code log-group:NAME:log-stream:}, so that {@code log-group:NAME:*} covers
 * them and {@code log-group:NAME} does not.
 */
final class LogNames {
  private LogNames() {}

  /** A stream of a group that is given by its name, or by name or ARN in the identifier. */
  static Optional<String> stream(
      Members request, String stream, String nameMember, String identifierMember) {
    return request
        .text(nameMember)
        .or(() -> request.text(identifierMember))
        .map(given -> {
          String group =
              given.startsWith("arn:")
                  ? given
                  : request.context().place().arn("logs", "log-group:" + given).toString();
          String bare = group.endsWith(":*") ? group.substring(0, group.length() - 2) : group;
          return bare + ":log-stream:" + stream;
        });
  }
}
