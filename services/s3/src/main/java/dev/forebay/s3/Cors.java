package dev.forebay.s3;

import dev.forebay.wire.http.CrossOrigin;
import dev.forebay.wire.protocol.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** Which web pages a bucket's own rules let in: the first rule that fits decides. Thread-safe. */
final class Cors implements CrossOrigin {
  private final Buckets buckets;
  private final Setting setting;

  Cors(Buckets buckets, Setting setting) {
    this.buckets = buckets;
    this.setting = setting;
  }

  @Override
  public Optional<Headers> allow(
      String bucket, String origin, String method, List<String> headers) {
    return buckets
        .find(bucket)
        .flatMap(open -> setting.read(open.row(), Setting.CORS, CORSConfiguration.builder()))
        .flatMap(configuration ->
            configuration.corsRules().stream()
                .filter(rule -> fits(rule, origin, method, headers))
                .findFirst())
        .map(rule -> headers(rule, origin, headers));
  }

  private static boolean fits(CORSRule rule, String origin, String method, List<String> headers) {
    return rule.allowedOrigins().stream().anyMatch(allowed -> matches(allowed, origin))
        && rule.allowedMethods().contains(method)
        && headers.stream()
            .allMatch(header ->
                rule.allowedHeaders().stream()
                    .anyMatch(allowed ->
                        matches(
                            allowed.toLowerCase(Locale.ROOT), header.toLowerCase(Locale.ROOT))));
  }

  private static boolean matches(String allowed, String text) {
    int star = allowed.indexOf('*');
    return star < 0
        ? allowed.equals(text)
        : text.length() >= allowed.length() - 1
            && text.startsWith(allowed.substring(0, star))
            && text.endsWith(allowed.substring(star + 1));
  }

  private static Headers headers(CORSRule rule, String origin, List<String> wanted) {
    boolean everybody = rule.allowedOrigins().contains("*");
    Headers.Builder headers =
        Headers.builder()
            .add("Access-Control-Allow-Origin", everybody ? "*" : origin)
            .add("Access-Control-Allow-Methods", String.join(", ", rule.allowedMethods()))
            .add("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    if (!everybody) {
      headers.add("Access-Control-Allow-Credentials", "true");
    }
    if (!wanted.isEmpty()) {
      headers.add("Access-Control-Allow-Headers", String.join(", ", wanted));
    }
    if (!rule.exposeHeaders().isEmpty()) {
      headers.add("Access-Control-Expose-Headers", String.join(", ", rule.exposeHeaders()));
    }
    if (rule.maxAgeSeconds() != null) {
      headers.add("Access-Control-Max-Age", rule.maxAgeSeconds().toString());
    }
    return headers.build();
  }
}
