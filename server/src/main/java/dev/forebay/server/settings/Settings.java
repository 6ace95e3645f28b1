package dev.forebay.server.settings;

import dev.forebay.model.AccountId;
import dev.forebay.model.ByteSize;
import dev.forebay.model.Region;
import dev.forebay.server.settings.SettingSources.Given;
import dev.forebay.storage.Durability;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All settings, read once at the start. Immutable.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param dataFolder where state is kept
 * @param durability when a write is acknowledged
 * @param account of callers whose key names none
 * @param region of requests that name none
 * @param auth who is believed
 * @param sandbox how functions are isolated
 * @param execution how execution environments are kept
 * @param accountConcurrency concurrent executions of an account in a region
 * @param asyncRetryDelay the pause after an asynchronous event's first function error
 * @param eventSteps how many steps of events' ways are kept
 * @param dynamoDbLimits whether provisioned tables are held to their capacity
 * @param kinesisLimits whether shards have AWS's limits of a second
 * @param awsCertificates whether messages of SNS name a certificate at AWS
 * @param remote where mappings find queues and streams that are not in this server
 * @param exactRuntimes whether only the named interpreter version will do
 * @param logLevel what the server says
 */
public record Settings(
    String host,
    int port,
    Path dataFolder,
    Durability durability,
    AccountId account,
    Region region,
    Auth auth,
    Sandboxing sandbox,
    Execution execution,
    int accountConcurrency,
    Duration asyncRetryDelay,
    int eventSteps,
    boolean dynamoDbLimits,
    boolean kinesisLimits,
    boolean awsCertificates,
    Remote remote,
    boolean exactRuntimes,
    LogLevel logLevel) {

  /** As IAM's, without the comma that separates them here. */
  private static final Pattern USER_NAME = Pattern.compile("[\\w+=.@-]{1,64}");

  /** What becomes of an access key that is not known. */
  public enum UnknownKeys {
    /** It stands for an account's root. */
    TRUST,
    /** Its requests are refused. */
    REFUSE
  }

  /** How much is held to policies. */
  public enum Enforce {
    /** All but the root user in its own account. */
    ALL,
    /** All, and nobody is trusted whom nobody knows. */
    STRICT
  }

  /** What becomes of a role that IAM does not know. */
  public enum UnknownRoles {
    /** It may do everything in its account. */
    TRUST,
    /** It may do nothing. */
    REFUSE
  }

  /** Whether functions are isolated. */
  public enum SandboxMode {
    /** Where the machine allows it. */
    AUTO,
    /** Or the server does not start. */
    REQUIRED,
    /** Not at all. */
    OFF
  }

  /** What a function's CPU share means. */
  public enum SandboxCpu {
    /** A weight. */
    SHARE,
    /** A ceiling. */
    QUOTA
  }

  /** Least severity that is printed. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Who is believed. */
  public record Auth(
      UnknownKeys unknownKeys,
      Enforce enforce,
      UnknownRoles unknownRoles,
      List<AccessKey> keys,
      List<AdminUser> adminUsers,
      Optional<OidcIssuer> oidc) {
    /** Copies the lists. */
    public Auth {
      keys = List.copyOf(keys);
      adminUsers = List.copyOf(adminUsers);
    }

    /** Whether a key has to be one that was given. */
    public boolean refusesUnknownKeys() {
      return unknownKeys == UnknownKeys.REFUSE || enforce == Enforce.STRICT;
    }
  }

  /**
   * Who may vouch for callers.
   *
   * @param issuer as its tokens name it
   * @param keys where its keys are: an http, https or file URL
   */
  public record OidcIssuer(String issuer, URI keys) {}

  /** A user that is there from the start. */
  public record AdminUser(String name, AccessKey key) {}

  /** An access key whose signatures are verified. */
  public record AccessKey(String id, String secret, AccountId account) {
    /** Without the secret. */
    @Override
    public String toString() {
      return id + " of " + account;
    }
  }

  /**
   * Services elsewhere.
   *
   * @param sqs where queues are
   * @param kinesis where streams are
   * @param key what requests are signed with; empty for what the AWS SDK finds
   */
  public record Remote(Optional<URI> sqs, Optional<URI> kinesis, Optional<AccessKey> key) {}

  /** How functions are isolated. */
  public record Sandboxing(SandboxMode mode, boolean network, SandboxCpu cpu) {}

  /**
   * How execution environments are kept.
   *
   * @param memory what all may be given together; empty for four times the machine's
   * @param idle how long an idle one is kept
   * @param spares how many may be pre-started
   * @param freeze whether idle ones are frozen
   */
  public record Execution(Optional<ByteSize> memory, Duration idle, int spares, boolean freeze) {}

  /**
   * The settings that the sources give.
   *
   * @throws SettingsException for a value that cannot be used
   */
  public static Settings from(SettingSources sources) {
    AccountId account =
        read(
            sources,
            Key.ACCOUNT,
            t -> AccountId.isValid(t) ? Optional.of(new AccountId(t)) : Optional.empty());
    return new Settings(
        read(sources, Key.HOST, t -> t.isEmpty() ? Optional.empty() : Optional.of(t)),
        number(sources, Key.PORT, 0, 65_535),
        read(sources, Key.DATA_DIR, Settings::path),
        oneOf(sources, Key.DURABILITY, Durability.values()),
        account,
        read(
            sources,
            Key.REGION,
            t -> Region.isValid(t) ? Optional.of(new Region(t)) : Optional.empty()),
        new Auth(
            oneOf(sources, Key.AUTH_UNKNOWN_KEYS, UnknownKeys.values()),
            oneOf(sources, Key.AUTH_ENFORCE, Enforce.values()),
            oneOf(sources, Key.AUTH_UNKNOWN_ROLES, UnknownRoles.values()),
            read(sources, Key.AUTH_KEYS, t -> accessKeys(t, account)),
            read(sources, Key.AUTH_ADMIN_USER, t -> adminUsers(t, account)),
            oidc(sources)),
        new Sandboxing(
            oneOf(sources, Key.SANDBOX_MODE, SandboxMode.values()),
            onOff(sources, Key.SANDBOX_NETWORK),
            oneOf(sources, Key.SANDBOX_CPU, SandboxCpu.values())),
        new Execution(
            read(sources, Key.EXECUTION_MEMORY, Settings::memory),
            Duration.ofSeconds(number(sources, Key.EXECUTION_IDLE, 1, 86_400)),
            number(sources, Key.EXECUTION_SPARES, 0, 1_000),
            onOff(sources, Key.EXECUTION_FREEZE)),
        number(sources, Key.CONCURRENCY_ACCOUNT, 1, 100_000),
        Duration.ofSeconds(number(sources, Key.ASYNC_RETRY_DELAY, 0, 3_600)),
        number(sources, Key.EVENTS_KEEP, 0, 10_000_000),
        onOff(sources, Key.DYNAMODB_LIMITS),
        onOff(sources, Key.KINESIS_LIMITS),
        onOff(sources, Key.SNS_AWS_CERTIFICATES),
        new Remote(
            read(sources, Key.REMOTE_SQS, Settings::address),
            read(sources, Key.REMOTE_KINESIS, Settings::address),
            read(
                    sources,
                    Key.REMOTE_KEY,
                    t -> accessKeys(t, account).filter(keys -> keys.size() <= 1))
                .stream()
                .findFirst()),
        onOff(sources, Key.RUNTIMES_EXACT),
        oneOf(sources, Key.LOG_LEVEL, LogLevel.values()));
  }

  private static <T> T read(SettingSources sources, Key key, Function<String, Optional<T>> parser) {
    Given given = sources.find(key).orElse(new Given(key.standard(), "the default"));
    return parser
        .apply(given.value())
        .orElseThrow(() ->
            new SettingsException(
                "%s must be %s: '%s' (from %s)"
                    .formatted(key.key(), key.form(), given.value(), given.where())));
  }

  private static int number(SettingSources sources, Key key, int least, int most) {
    return read(
        sources,
        key,
        text -> {
          try {
            int value = Integer.parseInt(text);
            return value < least || value > most ? Optional.empty() : Optional.of(value);
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        });
  }

  private static boolean onOff(SettingSources sources, Key key) {
    return read(
        sources,
        key,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "on", "true" -> Optional.of(true);
              case "off", "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  private static <E extends Enum<E>> E oneOf(SettingSources sources, Key key, E[] values) {
    return read(
        sources,
        key,
        text -> {
          for (E value : values) {
            if (value.name().equalsIgnoreCase(text)) {
              return Optional.of(value);
            }
          }
          return Optional.empty();
        });
  }

  private static Optional<Optional<ByteSize>> memory(String text) {
    Optional<ByteSize> size = ByteSize.parse(text);
    return text.equals("auto") || size.isPresent() ? Optional.of(size) : Optional.empty();
  }

  private static Optional<Optional<URI>> address(String text) {
    if (text.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? Optional.of(Optional.of(uri)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Optional<URI>> addressOrFile(String text) {
    if (text.isEmpty() || text.contains("://")) {
      return address(text);
    }
    Optional<URI> file = path(text).map(Path::toUri);
    return file.isPresent() ? Optional.of(file) : Optional.empty();
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Path.of(text).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<OidcIssuer> oidc(SettingSources sources) {
    Optional<URI> issuer = read(sources, Key.AUTH_OIDC_ISSUER, Settings::address);
    Optional<URI> keys = read(sources, Key.AUTH_OIDC_KEYS, Settings::addressOrFile);
    if (issuer.isPresent() != keys.isPresent()) {
      throw new SettingsException("auth.oidc-issuer and auth.oidc-keys need each other");
    }
    return issuer.map(uri -> new OidcIssuer(uri.toString(), keys.orElseThrow()));
  }

  private static Optional<List<AdminUser>> adminUsers(String text, AccountId account) {
    List<AdminUser> users = new ArrayList<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",")) {
      int colon = entry.indexOf(':');
      String name = entry.substring(0, Math.max(0, colon)).strip();
      Optional<List<AccessKey>> key = accessKeys(entry.substring(colon + 1), account);
      if (!USER_NAME.matcher(name).matches() || key.isEmpty() || key.get().isEmpty()) {
        return Optional.empty();
      }
      users.add(new AdminUser(name, key.get().getFirst()));
    }
    return Optional.of(users);
  }

  private static Optional<List<AccessKey>> accessKeys(String text, AccountId account) {
    List<AccessKey> keys = new ArrayList<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] parts = entry.strip().split(":", -1);
      if (parts.length < 2
          || parts.length > 3
          || parts[0].isEmpty()
          || parts[1].isEmpty()
          || (parts.length == 3 && !AccountId.isValid(parts[2]))) {
        return Optional.empty();
      }
      keys.add(
          new AccessKey(parts[0], parts[1], parts.length == 3 ? new AccountId(parts[2]) : account));
    }
    return Optional.of(keys);
  }
}
