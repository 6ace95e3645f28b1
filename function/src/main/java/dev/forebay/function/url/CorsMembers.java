package dev.forebay.function.url;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.Cors;

/** Reads and answers the Cors member. */
final class CorsMembers {
  private CorsMembers() {}

  static UrlConfig.CorsRules read(Cors cors) {
    return new UrlConfig.CorsRules(
        Optional.ofNullable(cors.allowCredentials()),
        list(cors.hasAllowHeaders(), cors.allowHeaders()),
        list(cors.hasAllowMethods(), cors.allowMethods()),
        list(cors.hasAllowOrigins(), cors.allowOrigins()),
        list(cors.hasExposeHeaders(), cors.exposeHeaders()),
        Optional.ofNullable(cors.maxAge()));
  }

  static Cors answer(UrlConfig.CorsRules rules) {
    Cors.Builder cors = Cors.builder();
    rules.allowCredentials().ifPresent(cors::allowCredentials);
    rules.allowHeaders().ifPresent(cors::allowHeaders);
    rules.allowMethods().ifPresent(cors::allowMethods);
    rules.allowOrigins().ifPresent(cors::allowOrigins);
    rules.exposeHeaders().ifPresent(cors::exposeHeaders);
    rules.maxAge().ifPresent(cors::maxAge);
    return cors.build();
  }

  private static Optional<List<String>> list(boolean given, List<String> values) {
    return given ? Optional.of(List.copyOf(values)) : Optional.empty();
  }
}
