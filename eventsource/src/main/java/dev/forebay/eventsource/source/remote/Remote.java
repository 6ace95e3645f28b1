package dev.forebay.eventsource.source.remote;

import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * A service elsewhere, with AWS's API. Immutable.
 *
 * @param endpoint its address
 * @param credentials what requests are signed with
 */
public record Remote(URI endpoint, AwsCredentialsProvider credentials) {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
  private static final int UNREACHABLE = 503;

  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configure(
      B builder, Region region) {
    return builder
        .endpointOverride(endpoint)
        .credentialsProvider(credentials)
        .region(software.amazon.awssdk.regions.Region.of(region.toString()))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(LONGEST_ANSWER))
        .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)));
  }

  /**
   * Calls, and turns a refusal into that of a service here.
   *
   * @throws AwsException as the service answers; 503 when it cannot be reached
   */
  static <T> T answer(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw new AwsException(
          Optional.ofNullable(e.awsErrorDetails().errorCode()).orElse("ServiceException"),
          e.statusCode(),
          Optional.ofNullable(e.awsErrorDetails().errorMessage()).orElse(""));
    } catch (AbortedException e) {
      Thread.currentThread().interrupt();
      throw new AwsException("RequestAborted", UNREACHABLE, "The wait was ended.");
    } catch (SdkException e) {
      throw new AwsException("ServiceUnavailable", UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }
}
