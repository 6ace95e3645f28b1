package dev.forebay.wire.signature;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import dev.forebay.wire.protocol.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies Signature Version 4, in the {@code Authorization} header or in the query ("AWS Signature
 * Version 4 for API requests", IAM User Guide), and links to S3 of Version 2. Thread-safe.
 */
public final class SignatureVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(SignatureVerifier.class);

  /** How far a request's date may be from now, either way; S3 allows 15 minutes. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private static final Duration S3_SKEW = Duration.ofMinutes(15);

  private final CredentialSource credentials;
  private final UnknownKeys unknownKeys;
  private final AccountRegion defaultPlace;
  private final Clock wallClock;
  private final Clock sessionClock;
  private final SigningKeys keys = new SigningKeys();
  private final AtomicBoolean spokenOfStrangers = new AtomicBoolean();

  /**
   * A verifier.
   *
   * @param credentials the keys that are known
   * @param unknownKeys what becomes of the others
   * @param defaultPlace the account for which a trusted unknown key stands, unless it spells one,
   *     and the region of a signature that has none
   * @param wallClock what the dates of requests are compared with: clients sign by the time of day
   * @param sessionClock decides when a session has ended; may be a virtual one
   */
  public SignatureVerifier(
      CredentialSource credentials,
      UnknownKeys unknownKeys,
      AccountRegion defaultPlace,
      Clock wallClock,
      Clock sessionClock) {
    this.credentials = credentials;
    this.unknownKeys = unknownKeys;
    this.defaultPlace = defaultPlace;
    this.wallClock = wallClock;
    this.sessionClock = sessionClock;
  }

  /**
   * Checks everything that can be checked before the body is read: form, key, session token, scope
   * and date.
   *
   * @param head the request; its body is not looked at
   * @return what remains to be checked with the body, or empty for an unsigned request
   * @throws AwsException when the signature can already be refused, in the words of the service
   */
  public Optional<SignedRequest> begin(WireRequest head) {
    QueryText query = QueryText.parse(head.rawQuery());
    return SignatureParser.parse(head, query)
        .map(parts -> begin(head, query, parts))
        .or(() -> PresignedV2.parse(head, query).map(this::begin));
  }

  /**
   * Checks the signature of an upload by a form, as far as its policy does not say more.
   *
   * @param head the request that brings the form
   * @param fields of the form, by names in lower case
   * @return what remains to be compared, or empty for an unsigned form
   * @throws AwsException when the signature can already be refused
   */
  public Optional<SignedRequest> begin(WireRequest head, Map<String, String> fields) {
    return FormSignature.parse(fields).map(form -> begin(head, form));
  }

  private SignedRequest begin(WireRequest head, FormSignature form) {
    return switch (form) {
      case FormSignature.Version4 signed -> {
        CredentialScope scope = signed.parts().scope();
        Optional<Credential> known =
            credential(scope.accessKeyId(), signed.parts().sessionToken(), ErrorDialect.S3);
        Region region = checkScope(signed.parts(), ErrorDialect.S3);
        yield ofForm(
            head,
            scope.accessKeyId(),
            known,
            known.map(found -> signed.proof(keys.key(found.secretAccessKey(), scope))),
            region);
      }
      case FormSignature.Version2 signed -> {
        Optional<Credential> known =
            credential(signed.accessKeyId(), signed.sessionToken(), ErrorDialect.S3);
        yield ofForm(
            head,
            signed.accessKeyId(),
            known,
            known.map(found -> signed.proof(found.secretAccessKey())),
            defaultPlace.region());
      }
    };
  }

  private SignedRequest ofForm(
      WireRequest head,
      String accessKeyId,
      Optional<Credential> known,
      Optional<Proof> proof,
      Region region) {
    Caller caller = known.map(Credential::caller).orElseGet(() -> stranger(accessKeyId));
    AccountRegion place = new AccountRegion(accountOf(caller), region);
    return SignedRequest.ofUnsignedBody(head, accessKeyId, proof, caller, place);
  }

  /** The refusal of a form that lacks a field. */
  public static AwsException missing(String field) {
    return FormSignature.missing(field);
  }

  /** What becomes of keys that nobody was given. */
  public UnknownKeys unknownKeys() {
    return unknownKeys;
  }

  /** The answer to a request that has no signature but needs one, in the words of the service. */
  public static AwsException unsigned(WireRequest head, String service) {
    return ErrorDialect.of(head, service).refuse(Refusal.UNSIGNED);
  }

  private SignedRequest begin(WireRequest head, QueryText query, SignatureParts parts) {
    ErrorDialect dialect = ErrorDialect.of(head, parts.scope().service());
    String accessKeyId = parts.scope().accessKeyId();
    Optional<Credential> credential = credential(accessKeyId, parts.sessionToken(), dialect);
    Region region = checkScope(parts, dialect);
    checkSignedHeaders(head, parts, dialect);
    checkDate(parts, dialect);
    Caller caller = credential.map(Credential::caller).orElseGet(() -> stranger(accessKeyId));
    AccountRegion place = new AccountRegion(accountOf(caller), region);
    Optional<byte[]> key =
        credential.map(known -> keys.key(known.secretAccessKey(), parts.scope()));
    return SignedRequest.ofVersion4(head, query, parts, key, dialect, caller, place);
  }

  private SignedRequest begin(PresignedV2 presigned) {
    String accessKeyId = presigned.accessKeyId();
    Optional<Credential> credential =
        credential(accessKeyId, presigned.sessionToken(), ErrorDialect.S3);
    if (!wallClock.now().isBefore(presigned.expires())) {
      throw ErrorDialect.S3.refuse(Refusal.EXPIRED);
    }
    Caller caller = credential.map(Credential::caller).orElseGet(() -> stranger(accessKeyId));
    return SignedRequest.ofVersion2(
        presigned,
        credential.map(Credential::secretAccessKey),
        caller,
        new AccountRegion(accountOf(caller), defaultPlace.region()));
  }

  private Optional<Credential> credential(
      String accessKeyId, Optional<String> sessionToken, ErrorDialect dialect) {
    switch (credentials.find(accessKeyId, sessionToken)) {
      case CredentialSource.Answer.Known(Credential known) -> {
        if (known.expires().filter(end -> !sessionClock.now().isBefore(end)).isPresent()) {
          throw dialect.refuse(Refusal.ENDED_SESSION);
        }
        return Optional.of(known);
      }
      case CredentialSource.Answer.WrongToken wrong -> throw dialect.refuse(Refusal.WRONG_TOKEN);
      case CredentialSource.Answer.Unknown unknown -> {
        if (unknownKeys == UnknownKeys.REFUSE) {
          throw dialect.refuse(Refusal.UNKNOWN_KEY);
        }
        return Optional.empty();
      }
    }
  }

  private Region checkScope(SignatureParts parts, ErrorDialect dialect) {
    CredentialScope scope = parts.scope();
    StringBuilder wrong = new StringBuilder();
    if (!Region.isValid(scope.region())) {
      wrong
          .append("Credential should be scoped to a valid region, not '")
          .append(scope.region())
          .append("'. ");
    }
    if (!scope.terminator().equals("aws4_request")) {
      wrong
          .append("Credential should be scoped with a valid terminator: 'aws4_request', not '")
          .append(scope.terminator())
          .append("'. ");
    }
    if (!parts.date().startsWith(scope.date()) || scope.date().length() != 8) {
      wrong
          .append("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date")
          .append(" from HTTP: '")
          .append(scope.date())
          .append("' != '")
          .append(parts.date(), 0, 8)
          .append("', from '")
          .append(parts.date())
          .append("'. ");
    }
    if (!wrong.isEmpty()) {
      throw dialect.refuse(Refusal.WRONG_SCOPE, wrong.toString());
    }
    return new Region(scope.region());
  }

  private static void checkSignedHeaders(
      WireRequest head, SignatureParts parts, ErrorDialect dialect) {
    if (!parts.signedHeaders().contains("host")) {
      throw dialect.refuse(
          Refusal.UNSIGNED_HEADER,
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    head.headers()
        .forEach((name, value) -> {
          if (CanonicalRequest.mustBeSigned(name)
              && parts.signedHeaders().stream().noneMatch(name::equalsIgnoreCase)) {
            throw dialect.refuse(
                Refusal.UNSIGNED_HEADER,
                "'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
          }
        });
  }

  private void checkDate(SignatureParts parts, ErrorDialect dialect) {
    Instant now = wallClock.now();
    Duration skew = dialect == ErrorDialect.S3 ? S3_SKEW : SKEW;
    Duration past = parts.validFor().orElse(skew);
    if (parts.instant().isBefore(now.minus(past))) {
      String text =
          "Signature expired: "
              + parts.date()
              + " is now earlier than "
              + SignatureDate.format(now.minus(past))
              + " ("
              + SignatureDate.format(now)
              + " - "
              + spell(past)
              + ")";
      throw dialect.refuse(parts.validFor().isPresent() ? Refusal.EXPIRED : Refusal.SKEWED, text);
    }
    if (parts.instant().isAfter(now.plus(skew))) {
      String text =
          "Signature not yet current: "
              + parts.date()
              + " is still later than "
              + SignatureDate.format(now.plus(skew))
              + " ("
              + SignatureDate.format(now)
              + " + "
              + spell(skew)
              + ")";
      throw dialect.refuse(Refusal.SKEWED, text);
    }
  }

  private static String spell(Duration span) {
    boolean wholeMinutes = span.toSecondsPart() == 0;
    return wholeMinutes ? span.toMinutes() + " min." : span.toSeconds() + " sec.";
  }

  private Caller stranger(String key) {
    Caller.Root root =
        new Caller.Root(AccountId.isValid(key) ? new AccountId(key) : defaultPlace.account());
    if (!spokenOfStrangers.getAndSet(true)) {
      LOG.warn(
          "An access key that nobody was given is trusted as {}, and so are all others"
              + " (auth.unknown-keys=refuse to refuse them)",
          root.name());
    }
    return root;
  }

  private AccountId accountOf(Caller caller) {
    return switch (caller) {
      case Caller.Root root -> root.account();
      case Caller.User user -> new AccountId(user.arn().account());
      case Caller.RoleSession session -> new AccountId(session.role().account());
      case Caller.FederatedUser session -> new AccountId(session.issuer().account());
      case Caller.Service service -> service.sourceAccount().orElse(defaultPlace.account());
      case Caller.Anonymous anonymous -> defaultPlace.account();
    };
  }
}
