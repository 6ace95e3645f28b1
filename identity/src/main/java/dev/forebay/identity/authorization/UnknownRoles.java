package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What roles that IAM does not know may do when they are trusted: what an administrator may, within
 * the session's own limits. Each is spoken of once. Thread-safe.
 */
final class UnknownRoles {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownRoles.class);

  /** Of more roles than this nothing is said: the log has the first ones. */
  private static final int MOST_WARNINGS = 1_000;

  private static final PolicyDocument EVERYTHING =
      PolicyDocument.parse(
          "{\"Version\":\"2012-10-17\",\"Statement\":"
              + "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
          PolicyKind.IDENTITY);

  private final Set<Arn> spokenOf = ConcurrentHashMap.newKeySet();

  /** The same caller with the rights of an administrator. */
  Standing trusted(Arn role, Standing standing) {
    if (!spokenOf.contains(role) && spokenOf.size() < MOST_WARNINGS && spokenOf.add(role)) {
      LOG.warn(
          "IAM does not know the role {}: it is trusted to do everything in its account"
              + " (auth.unknown-roles=refuse to refuse it)",
          role);
    }
    return new Standing(
        standing.principal(),
        List.of(NamedPolicy.inline("trusted", role.toString(), EVERYTHING)),
        Optional.empty(),
        standing.session(),
        standing.tags(),
        false);
  }
}
