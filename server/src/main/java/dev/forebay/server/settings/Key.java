package dev.forebay.server.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings that there are. A key is written {@code sandbox.mode} in a file, {@code
 * --sandbox.mode} as a flag and {@code FOREBAY_SANDBOX_MODE} in the environment.
 */
public enum Key {
  HOST(
      "host",
      "127.0.0.1",
      "address",
      "Address to listen on. Any other than loopback needs auth.unknown-keys=refuse."),
  PORT(
      "port", "4566", "0 to 65535", "Port of the one listener; 0 takes a free one and says which."),
  DATA_DIR("data-dir", ".forebay", "folder", "Where all state is kept. One process at a time."),
  DURABILITY(
      "durability",
      "fsync",
      "fsync, os or memory",
      "fsync: an acknowledgement follows the disk's; os: survives a crash of the process, not of the machine; memory: nothing is written."),
  ACCOUNT(
      "account", "000000000000", "12 digits", "Account of callers whose access key names none."),
  REGION("region", "us-east-1", "region", "Region of requests that name none."),
  AUTH_UNKNOWN_KEYS(
      "auth.unknown-keys",
      "trust",
      "trust or refuse",
      "What an access key that nobody was given is: the root of the default account (or of the account that it spells in 12 digits), or refused."),
  AUTH_ENFORCE(
      "auth.enforce",
      "all",
      "all or strict",
      "all: every call is held to policies, except that the root user may do all in its account; strict: no exceptions, so that keys and roles that are not known are refused whatever the other settings say."),
  AUTH_UNKNOWN_ROLES(
      "auth.unknown-roles",
      "trust",
      "trust or refuse",
      "What a role that IAM does not know may do: everything in its account, said once in the log, or nothing."),
  AUTH_KEYS(
      "auth.keys",
      "",
      "id:secret[:account], separated by commas",
      "Access keys of root users: each is the root of its account, and its signatures are verified."),
  AUTH_ADMIN_USER(
      "auth.admin-user",
      "",
      "name:id:secret[:account], separated by commas",
      "Users that are there from the start, each with AdministratorAccess and this access key. Made unless they are there already, and again after a reset."),
  AUTH_OIDC_ISSUER(
      "auth.oidc-issuer",
      "",
      "an http or https URL, or nothing",
      "The issuer whose tokens AssumeRoleWithWebIdentity takes, as they name it. IAM must have it as an OpenID Connect provider as well."),
  AUTH_OIDC_KEYS(
      "auth.oidc-keys",
      "",
      "an http or https URL, a file, or nothing",
      "Where that issuer's public keys are, as a JSON Web Key Set; a file is read at each use. Needed with auth.oidc-issuer."),
  SANDBOX_MODE(
      "sandbox.mode",
      "auto",
      "auto, required or off",
      "auto: bubblewrap where it works, else a plain process, said at the start; required: refuse to start without; off: plain processes."),
  SANDBOX_NETWORK(
      "sandbox.network",
      "on",
      "on or off",
      "Whether a function can reach the network outside; the endpoint is always reachable."),
  SANDBOX_CPU(
      "sandbox.cpu",
      "share",
      "share or quota",
      "share: a function's CPU, one core for 1,769 MB, is a weight against other functions; quota: it is the most that it gets, as on AWS."),
  EXECUTION_MEMORY(
      "execution.memory",
      "auto",
      "auto or a size such as 4GiB",
      "Memory sizes that all execution environments of this node may add up to; auto is four times the machine's memory, since functions seldom use what they are given."),
  EXECUTION_IDLE(
      "execution.idle",
      "600",
      "seconds, 1 to 86400",
      "How long an idle execution environment is kept."),
  EXECUTION_SPARES(
      "execution.spares",
      "8",
      "0 to 1000",
      "How many processes may be pre-started, at most one a function, so that a cold start costs only the function's own init."),
  EXECUTION_FREEZE(
      "execution.freeze",
      "on",
      "on or off",
      "Whether an idle execution environment is frozen where cgroups allow it."),
  CONCURRENCY_ACCOUNT(
      "concurrency.account",
      "1000",
      "1 to 100000",
      "Concurrent executions of an account in a region."),
  ASYNC_RETRY_DELAY(
      "async.retry-delay",
      "60",
      "seconds, 0 to 3600",
      "Pause before an asynchronous event whose function failed runs again; before its third run it is twice as long."),
  EVENTS_KEEP(
      "events.keep",
      "100000",
      "0 to 10000000",
      "How many steps of events' ways are kept in memory for /_forebay/events, the latest; 100,000 take some 20 MB. 0: none are noted."),
  DYNAMODB_LIMITS(
      "dynamodb.limits",
      "off",
      "on or off",
      "Whether tables in provisioned mode are held to their capacity, with five minutes of burst."),
  KINESIS_LIMITS(
      "kinesis.limits",
      "on",
      "on or off",
      "Whether a shard has AWS's limits of a second: 1,000 records and 1 MiB written, 5 reads and 2 MiB read."),
  SNS_AWS_CERTIFICATES(
      "sns.aws-certificates",
      "off",
      "on or off",
      "Whether messages of SNS name their signing certificate as AWS's do, at https://sns.REGION.amazonaws.com: AWS's own verifiers take no other. Their requests for it have to be brought to this server."),
  REMOTE_SQS(
      "remote.sqs",
      "",
      "an http or https URL, or nothing",
      "Where event source mappings find their queues, and queues that are destinations of theirs: AWS, or any server with its API. Nothing: in this server."),
  REMOTE_KINESIS(
      "remote.kinesis",
      "",
      "an http or https URL, or nothing",
      "Where event source mappings find their streams. Nothing: in this server."),
  REMOTE_KEY(
      "remote.key",
      "",
      "id:secret, or nothing",
      "The access key for remote services. Nothing: as the AWS SDK finds it, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
  RUNTIMES_EXACT(
      "runtimes.exact",
      "off",
      "on or off",
      "Whether a function runs only on the very version of the interpreter that its runtime names, rather than on the nearest one found."),
  LOG_LEVEL(
      "log.level",
      "info",
      "error, warn, info, debug or trace",
      "What the server says on its standard error.");

  private final String key;
  private final String standard;
  private final String form;
  private final String meaning;

  Key(String key, String standard, String form, String meaning) {
    this.key = key;
    this.standard = standard;
    this.form = form;
    this.meaning = meaning;
  }

  /** As written in a file and, after two dashes, as a flag. */
  public String key() {
    return key;
  }

  /** The value in force when none is given. */
  public String standard() {
    return standard;
  }

  /** What values look like. */
  public String form() {
    return form;
  }

  /** What it does, for the reference page and the help. */
  public String meaning() {
    return meaning;
  }

  /** The environment variable that sets it. */
  public String variable() {
    return "FOREBAY_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The setting of a key. */
  static Optional<Key> ofKey(String key) {
    return Arrays.stream(values()).filter(k -> k.key.equals(key)).findFirst();
  }

  /** The setting of an environment variable. */
  static Optional<Key> ofVariable(String variable) {
    return Arrays.stream(values()).filter(k -> k.variable().equals(variable)).findFirst();
  }

  /** The known key that is spelled most like the text. */
  public static Key nearest(String text) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(k -> editDistance(k.key, text)))
        .orElseThrow();
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
