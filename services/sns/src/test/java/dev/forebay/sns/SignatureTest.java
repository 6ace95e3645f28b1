package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Verifies as "Verifying the signatures of Amazon SNS messages" says, with the JDK alone. */
class SignatureTest {
  private final SnsBench bench = new SnsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private X509Certificate served(JsonNode message) throws Exception {
    String url = message.path("SigningCertURL").asText();
    assertThat(url).startsWith(SnsBench.ENDPOINT + "/SimpleNotificationService-").endsWith(".pem");
    Signer signer =
        new Signer(
            bench.engine,
            SnsBench.ENDPOINT.toString(),
            bench.clock,
            new java.security.SecureRandom());
    return certificate(
        signer.certificate(url.substring(SnsBench.ENDPOINT.toString().length())).orElseThrow());
  }

  private static boolean verify(
      JsonNode message, X509Certificate certificate, List<String> names, String algorithm)
      throws Exception {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (message.has(name)) {
        text.append(name).append('\n').append(message.path(name).asText()).append('\n');
      }
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(certificate);
    signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return signature.verify(Base64.getDecoder().decode(message.path("Signature").asText()));
  }

  @ParameterizedTest
  @CsvSource({"1,SHA1withRSA", "2,SHA256withRSA"})
  void aMessagesSignatureVerifiesAgainstTheCertificateThatItNames(String version, String algorithm)
      throws Exception {
    String topic = bench.topic("news", Map.of("SignatureVersion", version));
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of());
    bench.publish(
        PublishRequest.builder().topicArn(topic).subject("S").message("é\n\"x\"").build());
    bench.publish(topic, "without a subject");
    List<String> names =
        List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    for (String body : bench.bodies("q")) {
      JsonNode message = SnsBench.json(body);
      assertThat(message.path("SignatureVersion").asText()).isEqualTo(version);
      assertThat(verify(message, served(message), names, algorithm)).isTrue();
    }
  }

  @Test
  void aChangedMessageDoesNotVerify() throws Exception {
    String topic = bench.topic("news");
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of());
    bench.publish(topic, "true");
    String body = bench.bodies("q").getFirst().replace("\"true\"", "\"false\"");
    JsonNode message = SnsBench.json(body);
    assertThat(
            verify(
                message,
                served(message),
                List.of("Message", "MessageId", "Timestamp", "TopicArn", "Type"),
                "SHA1withRSA"))
        .isFalse();
  }

  @Test
  void aCertificateIsReadByTheJdkAndSignedByItself() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    KeyPair keys = generator.generateKeyPair();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    byte[] der = SelfSigned.certificate(keys, "sns.amazonaws.com", now, -1);
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    certificate.verify(keys.getPublic());
    certificate.checkValidity(Date.from(now));
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=sns.amazonaws.com");
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
    assertThat(certificate.getEncoded()).isEqualTo(der);
  }
}
