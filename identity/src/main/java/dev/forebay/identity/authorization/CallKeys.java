package dev.forebay.identity.authorization;

import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The condition keys that follow from a call, whatever it asks for. */
public final class CallKeys {
  private CallKeys() {}

  /** "AWS global condition context keys", as far as they are known of every call. */
  public static ContextKeys.Builder of(CallContext context, Standing standing, Instant now) {
    ContextKeys.Builder keys = ContextKeys.builder().principal(standing.principal());
    standing.tagKeys().forEach(keys::put);
    keys.put("aws:currenttime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    keys.put("aws:epochtime", Long.toString(now.getEpochSecond()));
    keys.put("aws:requestedregion", context.place().region().value());
    keys.put("aws:securetransport", String.valueOf("https".equals(context.endpoint().getScheme())));
    context.sourceIp().ifPresent(address -> keys.put("aws:sourceip", address));
    context.userAgent().ifPresent(client -> keys.put("aws:useragent", client));
    if (context.caller() instanceof Caller.RoleSession session) {
      session
          .facts()
          .sourceIdentity()
          .ifPresent(identity -> keys.put("aws:sourceidentity", identity));
      session.facts().provider().ifPresent(provider -> keys.put("aws:federatedprovider", provider));
      session
          .facts()
          .issued()
          .ifPresent(issued -> keys.put("aws:tokenissuetime", issued.toString()));
    }
    return keys;
  }
}
