package dev.forebay.identity.authorization;

import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The condition keys that follow from a call, whatever it asks for. */
public final class CallKeys {
  private CallKeys() {}

  /** "AWS global condition context keys", as far as they are known of every call. */
  public static ContextKeys.Builder of(CallContext context, Standing standing, Instant now) {
    ContextKeys.Builder keys = ContextKeys.builder().principal(standing.principal());
    standing.tagKeys().forEach(keys::put);
    keys.put("aws:currenttime", () -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    keys.put("aws:epochtime", () -> Long.toString(now.getEpochSecond()));
    keys.put("aws:requestedregion", context.place().region().value());
    keys.put("aws:securetransport", String.valueOf("https".equals(context.endpoint().getScheme())));
    context.sourceIp().ifPresent(address -> keys.put("aws:sourceip", address));
    context.userAgent().ifPresent(client -> keys.put("aws:useragent", client));
    SessionFacts facts = facts(context.caller());
    facts.sourceIdentity().ifPresent(identity -> keys.put("aws:sourceidentity", identity));
    facts.provider().ifPresent(provider -> keys.put("aws:federatedprovider", provider));
    facts.issued().ifPresent(issued -> keys.put("aws:tokenissuetime", issued.toString()));
    return keys;
  }

  private static SessionFacts facts(Caller caller) {
    return switch (caller) {
      case Caller.RoleSession session -> session.facts();
      case Caller.FederatedUser session -> session.facts();
      case Caller.Root root -> SessionFacts.NONE;
      case Caller.User user -> SessionFacts.NONE;
      case Caller.Service service -> SessionFacts.NONE;
      case Caller.Anonymous nobody -> SessionFacts.NONE;
    };
  }
}
