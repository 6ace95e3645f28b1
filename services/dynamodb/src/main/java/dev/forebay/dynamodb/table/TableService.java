package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.stream.StreamService;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.ServiceBinding;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/** All operations on tables. Thread-safe. */
public final class TableService {
  private final TableOperations operations;
  private final UpdateOperations updates;
  private final OptionOperations options;
  private final PolicyOperations policies;

  /**
   * The operations.
   *
   * @param upkeep does what takes long
   * @param transition how long a new table is CREATING
   */
  public TableService(
      Tables tables,
      Recorder recorder,
      StreamService streams,
      Upkeep upkeep,
      Clock clock,
      RandomGenerator random,
      Duration transition) {
    this.operations = new TableOperations(tables, recorder, upkeep, clock, random, transition);
    this.updates = new UpdateOperations(tables, recorder, upkeep, clock);
    this.options = new OptionOperations(tables, upkeep, clock);
    this.policies = new PolicyOperations(tables, streams);
  }

  /** Adds them to the service. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateTable", CreateTableRequest::builder, operations::create)
        .on("DescribeTable", DescribeTableRequest::builder, operations::describe)
        .on("ListTables", ListTablesRequest::builder, operations::list)
        .on("DeleteTable", DeleteTableRequest::builder, operations::delete)
        .on("UpdateTable", UpdateTableRequest::builder, updates::update)
        .on("UpdateTimeToLive", UpdateTimeToLiveRequest::builder, options::updateTimeToLive)
        .on("DescribeTimeToLive", DescribeTimeToLiveRequest::builder, options::describeTimeToLive)
        .on("TagResource", TagResourceRequest::builder, options::tag)
        .on("UntagResource", UntagResourceRequest::builder, options::untag)
        .on("ListTagsOfResource", ListTagsOfResourceRequest::builder, options::tags)
        .on(
            "UpdateContinuousBackups",
            UpdateContinuousBackupsRequest::builder,
            options::updateBackups)
        .on(
            "DescribeContinuousBackups",
            DescribeContinuousBackupsRequest::builder,
            options::describeBackups)
        .on("DescribeLimits", DescribeLimitsRequest::builder, options::limits)
        .on("DescribeEndpoints", DescribeEndpointsRequest::builder, options::endpoints)
        .on("PutResourcePolicy", PutResourcePolicyRequest::builder, policies::put)
        .on("GetResourcePolicy", GetResourcePolicyRequest::builder, policies::get)
        .on("DeleteResourcePolicy", DeleteResourcePolicyRequest::builder, policies::delete);
  }

  /** The policy of a table or stream as it is now, as a text; empty when there is none. */
  public Optional<String> policy(Arn arn) {
    return policies.policy(arn);
  }
}
