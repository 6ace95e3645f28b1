package dev.forebay.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.forebay.wire.AwsException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What an OpenID Connect ID token says, as far as STS asks it ("Available keys for AWS OIDC
 * federation", "Passing session tags using AssumeRoleWithWebIdentity"). Immutable.
 *
 * @param issuer who made it
 * @param subject who it is about
 * @param audiences the applications that it is for, at least one
 * @param party the application that asked for it, if it is not the audience
 * @param methods how the subject was authenticated
 * @param expires when it ends
 * @param from when it begins
 * @param tags session tags
 * @param transitiveTagKeys those of them that pass on along a chain
 * @param sourceIdentity who is behind the session
 */
record IdentityToken(
    String issuer,
    String subject,
    List<String> audiences,
    Optional<String> party,
    List<String> methods,
    Instant expires,
    Optional<Instant> from,
    List<Tag> tags,
    List<String> transitiveTagKeys,
    Optional<String> sourceIdentity) {
  private static final String TAGS = "https://aws.amazon.com/tags";
  private static final int MOST_KEY = 128;
  private static final int MOST_VALUE = 256;
  private static final Pattern SOURCE_IDENTITIES = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

  /** Copies the lists. */
  IdentityToken {
    audiences = List.copyOf(audiences);
    methods = List.copyOf(methods);
    tags = List.copyOf(tags);
    transitiveTagKeys = List.copyOf(transitiveTagKeys);
  }

  /**
   * The token of these claims.
   *
   * @throws AwsException when one is missing or of the wrong type
   */
  static IdentityToken of(JWTClaimsSet claims) {
    try {
      Map<String, Object> tags =
          Optional.ofNullable(claims.getJSONObjectClaim(TAGS)).orElse(Map.of());
      return new IdentityToken(
          required(claims.getIssuer(), "iss"),
          required(claims.getSubject(), "sub"),
          audiences(claims),
          Optional.ofNullable(claims.getStringClaim("azp")),
          Optional.ofNullable(claims.getStringListClaim("amr")).orElse(List.of()),
          required(claims.getExpirationTime(), "exp").toInstant(),
          Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant),
          tags(tags.get("principal_tags")),
          texts(tags.get("transitive_tag_keys")),
          Optional.ofNullable(claims.getStringClaim(SOURCE_IDENTITY))
              .map(IdentityToken::checkSourceIdentity));
    } catch (ParseException e) {
      throw invalid("A claim of the token is of the wrong type: " + e.getMessage());
    }
  }

  /** The error of AWS for a token that cannot be used. */
  static AwsException invalid(String message) {
    return new AwsException("InvalidIdentityTokenException", 400, message);
  }

  /** The audience by which policies know it: the party that asked for it, if it names one. */
  List<String> audience() {
    return party.map(List::of).orElse(audiences);
  }

  private static List<String> audiences(JWTClaimsSet claims) {
    List<String> audiences = claims.getAudience();
    required(audiences == null || audiences.isEmpty() ? null : audiences, "aud");
    return audiences;
  }

  private static <T> T required(@Nullable T claim, String name) {
    if (claim == null) {
      throw invalid("Missing a required claim: " + name);
    }
    return claim;
  }

  private static List<Tag> tags(@Nullable Object tags) {
    List<Tag> read = new ArrayList<>();
    if (tags instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> texts(value).forEach(text -> read.add(tag(String.valueOf(key), text))));
    }
    return read;
  }

  // As the model of AssumeRole has it, where the members of the request are checked before.
  private static Tag tag(String key, String value) {
    if (key.isEmpty() || key.length() > MOST_KEY || value.length() > MOST_VALUE) {
      throw invalid(
          "A session tag of the token is too long: a key may have 1 to 128 characters, a value up to"
              + " 256.");
    }
    return Tag.builder().key(key).value(value).build();
  }

  private static String checkSourceIdentity(String identity) {
    if (!SOURCE_IDENTITIES.matcher(identity).matches()) {
      throw invalid(
          "The source identity of the token is not of 2 to 64 of the characters allowed.");
    }
    return identity;
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }
}
