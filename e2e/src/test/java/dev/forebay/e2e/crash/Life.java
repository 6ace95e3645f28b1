package dev.forebay.e2e.crash;

import dev.forebay.e2e.Server;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The server from a start to a kill, with clients that never try again by themselves: what a call
 * came to is either known or not. Thread-safe.
 */
final class Life implements AutoCloseable {
  private final int number;
  private final Server server;
  private final SdkHttpClient http =
      UrlConnectionHttpClient.builder()
          .connectionTimeout(Duration.ofSeconds(20))
          .socketTimeout(Duration.ofSeconds(30))
          .build();
  private final SqsClient sqs;
  private final KinesisClient kinesis;
  private final LambdaClient lambda;
  private final DynamoDbClient dynamoDb;
  private final DynamoDbStreamsClient dynamoDbStreams;
  private volatile boolean dying;

  Life(int number, Server server) {
    this.number = number;
    this.server = server;
    URI endpoint = server.endpoint();
    this.sqs = configured(SqsClient.builder(), endpoint).build();
    this.kinesis = configured(KinesisClient.builder(), endpoint).build();
    this.lambda = configured(LambdaClient.builder(), endpoint).build();
    this.dynamoDb = configured(DynamoDbClient.builder(), endpoint).build();
    this.dynamoDbStreams = configured(DynamoDbStreamsClient.builder(), endpoint).build();
  }

  private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
      B builder, URI endpoint) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(
            settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .httpClient(http);
  }

  int number() {
    return number;
  }

  URI endpoint() {
    return server.endpoint();
  }

  SqsClient sqs() {
    return sqs;
  }

  KinesisClient kinesis() {
    return kinesis;
  }

  LambdaClient lambda() {
    return lambda;
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  DynamoDbStreamsClient dynamoDbStreams() {
    return dynamoDbStreams;
  }

  /** The URL of a queue, on this life's port. */
  String queue(String name) {
    return server.endpoint() + "/000000000000/" + name;
  }

  /** Whether calls may fail, since the server is being killed. */
  boolean isDying() {
    return dying;
  }

  /** Ends the server with SIGKILL. */
  @Override
  public void close() {
    dying = true;
    server.kill();
    sqs.close();
    kinesis.close();
    lambda.close();
    dynamoDb.close();
    dynamoDbStreams.close();
    http.close();
  }
}
