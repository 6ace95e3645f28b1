package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.stream.StreamService;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeyBytes;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;

/** Resource policies of tables and streams. Thread-safe. */
final class PolicyOperations {
  private static final String STREAM = "/stream/";
  private static final String NO_POLICY = "NO_POLICY";
  private static final int LONGEST = 20_480;

  private final Tables tables;
  private final StreamService streams;

  PolicyOperations(Tables tables, StreamService streams) {
    this.tables = tables;
    this.streams = streams;
  }

  /** The policy of a table or stream as it is now; empty when there is none. */
  Optional<String> policy(Arn arn) {
    if (arn.resource().contains(STREAM)) {
      return streams.policy(arn);
    }
    return AccountId.isValid(arn.account()) && arn.resource().startsWith("table/")
        ? table(arn).flatMap(table -> table.row().options().policy())
        : Optional.empty();
  }

  private Optional<OpenTable> table(Arn arn) {
    try {
      return tables.find(
          Tables.place(
              new AccountRegion(new AccountId(arn.account()), new Region(arn.region())),
              arn.toString()));
    } catch (AwsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  PutResourcePolicyResponse put(CallContext context, PutResourcePolicyRequest request) {
    Arn arn = parse(request.resourceArn());
    if (request.policy().length() > LONGEST) {
      throw Errors.validation("Resource policy must not be larger than 20 KB");
    }
    if (!request.policy().strip().startsWith("{")) {
      throw Errors.validation("The policy is not a valid JSON policy document");
    }
    change(arn, Optional.of(request.policy()), request.expectedRevisionId());
    return PutResourcePolicyResponse.builder().revisionId(revision(request.policy())).build();
  }

  GetResourcePolicyResponse get(CallContext context, GetResourcePolicyRequest request) {
    String policy = policy(existing(parse(request.resourceArn()))).orElseThrow(this::none);
    return GetResourcePolicyResponse.builder().policy(policy).revisionId(revision(policy)).build();
  }

  DeleteResourcePolicyResponse delete(CallContext context, DeleteResourcePolicyRequest request) {
    Arn arn = parse(request.resourceArn());
    Optional<String> there = policy(existing(arn));
    change(arn, Optional.empty(), request.expectedRevisionId());
    DeleteResourcePolicyResponse.Builder answer = DeleteResourcePolicyResponse.builder();
    there.ifPresent(policy -> answer.revisionId(revision(policy)));
    return answer.build();
  }

  private AwsException none() {
    return new AwsException(
        "PolicyNotFoundException",
        400,
        "Resource-based policy not found for the provided ResourceArn");
  }

  private static Arn parse(String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("dynamodb"))
        .orElseThrow(() -> Errors.validation("Invalid ResourceArn: " + text));
  }

  private Arn existing(Arn arn) {
    boolean there = arn.resource().contains(STREAM) ? streams.exists(arn) : table(arn).isPresent();
    if (!there) {
      throw Errors.notFound("Requested resource not found: " + arn);
    }
    return arn;
  }

  private void change(Arn arn, Optional<String> policy, @Nullable String expected) {
    Optional<String> there = policy(existing(arn));
    if (expected != null
        && !expected.equals(there.map(PolicyOperations::revision).orElse(NO_POLICY))) {
      throw none();
    }
    if (arn.resource().contains(STREAM)) {
      streams.setPolicy(arn, policy);
      return;
    }
    OpenTable table =
        table(arn).orElseThrow(() -> Errors.notFound("Requested resource not found: " + arn));
    table
        .database()
        .change(batch -> {
          TableRow row = tables.current(batch, table).row();
          tables.put(batch, table.database(), row.with(row.options().withPolicy(policy)));
          return true;
        });
  }

  /** Names a policy's text. */
  private static String revision(String policy) {
    byte[] hash = KeyBytes.hash(policy.getBytes(StandardCharsets.UTF_8));
    return Long.toUnsignedString(new RowReader(Bytes.wrap(hash)).number());
  }
}
