package dev.forebay.server.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.server.Forebay;
import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import dev.forebay.server.settings.SettingsException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** A server that trusts nobody whom it does not know, with the keys that its settings give. */
class StrictServerTest {
  private static final AwsBasicCredentials ROOT = AwsBasicCredentials.create("AKIAROOT", "r");
  private static final AwsBasicCredentials ADMIN = AwsBasicCredentials.create("AKIAADMIN", "a");
  private static final AwsBasicCredentials STRANGER = AwsBasicCredentials.create("test", "test");

  private static Forebay start(Path data, String durability, String administrators) {
    return Forebay.start(
        Settings.from(
            new SettingSources()
                .flag(Key.PORT, "0")
                .flag(Key.DURABILITY, durability)
                .flag(Key.AUTH_ENFORCE, "strict")
                .flag(Key.AUTH_KEYS, "AKIAROOT:r")
                .flag(Key.AUTH_ADMIN_USER, administrators)
                .flag(Key.DATA_DIR, data.toString())));
  }

  private static Path data() {
    return Path.of("target", "strict-server", UUID.randomUUID().toString());
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      Forebay forebay, B builder, AwsBasicCredentials credentials) {
    return builder
        .endpointOverride(forebay.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private static String arn(Forebay forebay, AwsBasicCredentials credentials) {
    try (StsClient sts = client(forebay, StsClient.builder(), credentials)) {
      return sts.getCallerIdentity().arn();
    }
  }

  @Test
  void isUsableAtOnceByItsAdministratorAndItsRootAndByNobodyElse() {
    try (Forebay forebay = start(data(), "memory", "ann:AKIAADMIN:a");
        SqsClient sqs = client(forebay, SqsClient.builder(), ADMIN)) {
      assertThat(arn(forebay, ROOT)).isEqualTo("arn:aws:iam::000000000000:root");
      assertThat(arn(forebay, ADMIN)).isEqualTo("arn:aws:iam::000000000000:user/ann");
      assertThat(sqs.createQueue(r -> r.queueName("q")).queueUrl()).endsWith("/q");
      assertThatThrownBy(() -> arn(forebay, STRANGER))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
      assertThatThrownBy(() -> arn(forebay, AwsBasicCredentials.create("AKIAADMIN", "wrong")))
          .isInstanceOf(AwsServiceException.class);
      forebay.reset();
      assertThat(arn(forebay, ADMIN)).isEqualTo("arn:aws:iam::000000000000:user/ann");
    }
  }

  @Test
  void makesItsAdministratorOnceAndGivesItAnotherSecretWhenAsked() {
    Path data = data();
    try (Forebay forebay = start(data, "os", "ann:AKIAADMIN:old");
        IamClient iam = client(forebay, IamClient.builder(), ROOT)) {
      assertThat(iam.listUsers().users()).hasSize(1);
      assertThatThrownBy(() -> arn(forebay, ADMIN)).isInstanceOf(AwsServiceException.class);
    }
    try (Forebay forebay = start(data, "os", "ann:AKIAADMIN:a");
        IamClient iam = client(forebay, IamClient.builder(), ADMIN)) {
      assertThat(iam.listUsers().users()).hasSize(1);
      assertThat(iam.listAccessKeys(r -> r.userName("ann")).accessKeyMetadata()).hasSize(1);
      assertThat(iam.listAttachedUserPolicies(r -> r.userName("ann")).attachedPolicies())
          .hasSize(1);
    }
  }

  @Test
  void refusesToStartWhenTheKeyIsSomebodyElses() {
    assertThatThrownBy(() -> start(data(), "memory", "ann:AKIAADMIN:a,bob:AKIAADMIN:a"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("belongs to somebody else already");
  }
}
