package dev.forebay.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.protocol.KeptRequests;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourcePolicy;

/** The policies of an account's log groups, which let services write to them. Thread-safe. */
final class ResourcePolicyOperations {
  private static final KeptRequests KEPT = new KeptRequests();
  private static final JsonFactory JSON = new JsonFactory();
  private static final int PAGE = 50;
  private static final int MOST_CHARACTERS = 5_120;

  private final Function<AccountRegion, LogTables> tables;
  private final Clock clock;
  private final RandomGenerator random;

  ResourcePolicyOperations(
      Function<AccountRegion, LogTables> tables, Clock clock, RandomGenerator random) {
    this.tables = tables;
    this.clock = clock;
    this.random = random;
  }

  PutResourcePolicyResponse put(CallContext context, PutResourcePolicyRequest request) {
    ofAccount(request.resourceArn());
    if (request.policyName() == null || request.policyDocument() == null) {
      throw LogsErrors.invalid("policyName and policyDocument must be given.");
    }
    if (request.policyDocument().length() > MOST_CHARACTERS) {
      throw LogsErrors.limit();
    }
    checkObject(request.policyDocument());
    LogTables place = tables.apply(context.place());
    ResourcePolicy policy =
        ResourcePolicy.builder()
            .policyName(request.policyName())
            .policyDocument(request.policyDocument())
            .lastUpdatedTime(clock.now().toEpochMilli())
            .policyScope("ACCOUNT")
            .revisionId(new UUID(random.nextLong(), random.nextLong()).toString())
            .build();
    List<Row> known = place.policies();
    Transaction.Put put =
        new Transaction.Put(LogTables.policyKey(policy.policyName()), KEPT.write(policy));
    known.stream()
        .filter(row -> row.key().equals(put.key()))
        .findFirst()
        .ifPresentOrElse(
            row -> checkRevision(row, request.expectedRevisionId()),
            () -> {
              if (known.size() >= LogTables.MOST_POLICIES) {
                throw LogsErrors.limit();
              }
            });
    place.commit(List.of(), List.of(put));
    return PutResourcePolicyResponse.builder()
        .resourcePolicy(policy)
        .revisionId(policy.revisionId())
        .build();
  }

  private static void ofAccount(@Nullable String resource) {
    if (resource != null) {
      throw LogsErrors.invalid("Policies of single resources are not supported by Forebay.");
    }
  }

  private static void checkRevision(Row row, @Nullable String expected) {
    if (expected != null && !expected.equals(read(row).revisionId())) {
      throw new AwsException(
          "OperationAbortedException", 400, "The policy was changed: its revision is another.");
    }
  }

  private static void checkObject(String document) {
    try (JsonParser parser = JSON.createParser(document)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        parser.skipChildren();
        if (parser.nextToken() == null) {
          return;
        }
      }
    } catch (IOException e) {
      throw LogsErrors.invalid("The policy document is not valid JSON.");
    }
    throw LogsErrors.invalid("The policy document is not a JSON object.");
  }

  DeleteResourcePolicyResponse delete(CallContext context, DeleteResourcePolicyRequest request) {
    ofAccount(request.resourceArn());
    if (request.policyName() == null) {
      throw LogsErrors.invalid("policyName must be given.");
    }
    LogTables place = tables.apply(context.place());
    Transaction.Delete delete = new Transaction.Delete(LogTables.policyKey(request.policyName()));
    List<Row> known = place.rows(List.of(delete.key()));
    if (known.isEmpty()) {
      throw LogsErrors.noSuch("resource policy");
    }
    checkRevision(known.getFirst(), request.expectedRevisionId());
    place.commit(List.of(), List.of(delete));
    return DeleteResourcePolicyResponse.builder().build();
  }

  DescribeResourcePoliciesResponse describe(
      CallContext context, DescribeResourcePoliciesRequest request) {
    if ("RESOURCE".equals(request.policyScopeAsString()) || request.resourceArn() != null) {
      return DescribeResourcePoliciesResponse.builder().resourcePolicies(List.of()).build();
    }
    String after = PageToken.read(request.nextToken()).orElse("");
    int limit = request.limit() == null ? PAGE : request.limit();
    List<ResourcePolicy> found =
        tables.apply(context.place()).policies().stream()
            .map(ResourcePolicyOperations::read)
            .filter(policy -> policy.policyName().compareTo(after) > 0)
            .toList();
    boolean more = found.size() > limit;
    List<ResourcePolicy> page = more ? found.subList(0, limit) : found;
    return DescribeResourcePoliciesResponse.builder()
        .resourcePolicies(page)
        .nextToken(more ? PageToken.write(page.getLast().policyName()) : null)
        .build();
  }

  /** The policy in a row. */
  static ResourcePolicy read(Row row) {
    ResourcePolicy.Builder builder = ResourcePolicy.builder();
    KEPT.read(row.value(), builder);
    return builder.build();
  }
}
