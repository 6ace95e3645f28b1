package dev.forebay.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;

/** Uploads by forms of web pages, as a browser sends them. */
class PostFormTest {
  private static final String FILE_NAME = "cat ü.png";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private S3Server server;
  private S3Client s3;

  @BeforeEach
  void open() {
    server = new S3Server(folder.resolve("objects"));
    s3 = server.client();
    s3.createBucket(b -> b.bucket("box"));
  }

  @AfterEach
  void close() {
    http.close();
    s3.close();
    server.close();
  }

  /** The fields of a form that ROOT has signed. */
  private static Map<String, String> signed(String key, String... conditions) {
    return signedAs(S3Server.ROOT.secretAccessKey(), key, conditions);
  }

  private static Map<String, String> signedAs(String secret, String key, String... others) {
    String more = others.length == 0 ? "" : ", " + String.join(", ", others);
    String conditions =
        "{\"bucket\": \"box\"}, [\"starts-with\", \"$key\", \"in/\"],"
            + " [\"content-length-range\", 2, 300000]"
            + more;
    String policy =
        Base64.getEncoder()
            .encodeToString(
                utf8(
                    "{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": ["
                        + conditions
                        + "]}"));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("key", key);
    fields.put("AWSAccessKeyId", S3Server.ROOT.accessKeyId());
    fields.put("policy", policy);
    fields.put("signature", sign(secret, policy));
    return fields;
  }

  private static String sign(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> with(Map<String, String> fields, String... namesAndValues) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      more.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return more;
  }

  private HttpResponse<String> send(Map<String, String> fields, byte[] file)
      throws IOException, InterruptedException {
    return send(server.uri() + "/box", fields, file);
  }

  private HttpResponse<String> send(String to, Map<String, String> fields, byte[] file)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((name, value) ->
        body.writeBytes(
            utf8(
                "--edge\r\nContent-Disposition: form-data; name=\""
                    + name
                    + "\"\r\n\r\n"
                    + value
                    + "\r\n")));
    body.writeBytes(
        utf8(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + FILE_NAME
                + "\"\r\nContent-Type: image/png\r\n\r\n"));
    body.writeBytes(file);
    body.writeBytes(utf8("\r\n--edge--\r\n"));
    return http.send(
        HttpRequest.newBuilder(URI.create(to))
            .header("Content-Type", "multipart/form-data; boundary=edge")
            .header("Origin", "http://localhost:3000")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String refusal(Map<String, String> fields, String file)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(fields, utf8(file));
    return answer.statusCode()
        + " "
        + answer
            .body()
            .replaceAll("(?s).*<Code>(.*)</Code>.*<Message>(.*)</Message>.*", "$1: $2")
            .replace("&quot;", "\"");
  }

  @Test
  void aFormBecomesAnObject() throws Exception {
    byte[] large = new byte[250_000];
    new SplittableRandom(1).nextBytes(large);
    HttpResponse<String> answer = send(signed("in/a b"), large);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Location")).contains(server.uri() + "/box/in%2Fa%20b");
    byte[] stored = s3.getObjectAsBytes(b -> b.bucket("box").key("in/a b")).asByteArray();
    assertThat(Arrays.equals(stored, large)).isTrue();
    HeadObjectResponse head = s3.headObject(b -> b.bucket("box").key("in/a b"));
    assertThat(answer.headers().firstValue("ETag")).contains(head.eTag());
    // As at AWS the field says the type, not the file's part.
    assertThat(head.contentType()).isEqualTo("binary/octet-stream");
  }

  @Test
  void fieldsStandForHeaders() throws Exception {
    Map<String, String> fields =
        with(
            signed(
                "in/${filename}",
                "[\"starts-with\", \"$Content-Type\", \"image/\"]",
                "{\"x-amz-meta-who\": \"me\"}",
                "[\"starts-with\", \"$tagging\", \"\"]",
                "{\"acl\": \"bucket-owner-full-control\"}",
                "{\"x-amz-storage-class\": \"STANDARD_IA\"}"),
            "Content-Type",
            "image/png",
            "x-amz-meta-who",
            "me",
            "acl",
            "bucket-owner-full-control",
            "x-amz-storage-class",
            "STANDARD_IA",
            "tagging",
            "<Tagging><TagSet><Tag><Key>a&amp;b</Key><Value>c d</Value></Tag></TagSet></Tagging>",
            "x-ignore-me",
            "whatever");
    assertThat(send(fields, utf8("hello")).statusCode()).isEqualTo(204);
    HeadObjectResponse head = s3.headObject(b -> b.bucket("box").key("in/cat ü.png"));
    assertThat(head.contentType()).isEqualTo("image/png");
    assertThat(head.metadata()).isEqualTo(Map.of("who", "me"));
    assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
    assertThat(s3.getObjectTagging(b -> b.bucket("box").key("in/cat ü.png")).tagSet())
        .containsExactly(Tag.builder().key("a&b").value("c d").build());
    assertThat(refusal(with(fields, "tagging", "<Tagging"), "hello"))
        .startsWith("400 MalformedXML: ");
    assertThat(refusal(with(fields, "x-amz-meta-who", "me\r\nX: y"), "hello"))
        .startsWith("403 AccessDenied: Invalid according to Policy: Policy Condition failed");
  }

  @Test
  void theAnswerIsAsTheFormWantsIt() throws Exception {
    String status = "[\"starts-with\", \"$success_action_status\", \"\"]";
    Map<String, String> fields = signed("in/k", status);
    assertThat(send(with(fields, "success_action_status", "200"), utf8("hello")).statusCode())
        .isEqualTo(200);
    assertThat(send(with(fields, "success_action_status", "404"), utf8("hello")).statusCode())
        .isEqualTo(204);
    HttpResponse<String> created =
        send(with(fields, "success_action_status", "201"), utf8("hello"));
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body())
        .endsWith(
            "<PostResponse><Location>"
                + server.uri()
                + "/box/in%2Fk</Location><Bucket>box</Bucket><Key>in/k</Key>"
                + "<ETag>\"5d41402abc4b2a76b9719d911017c592\"</ETag></PostResponse>");
    Map<String, String> redirected =
        signed("in/k", "[\"starts-with\", \"$success_action_redirect\", \"\"]");
    HttpResponse<String> answer =
        send(with(redirected, "success_action_redirect", "http://a.example/done"), utf8("hello"));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location"))
        .contains(
            "http://a.example/done?bucket=box&key=in%2Fk"
                + "&etag=%225d41402abc4b2a76b9719d911017c592%22");
    assertThat(
            send(with(redirected, "success_action_redirect", "not an address"), utf8("hello"))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void whatThePolicyDoesNotLetThroughIsRefusedAndNotStored() throws Exception {
    assertThat(refusal(signed("out/k"), "hello"))
        .isEqualTo(
            "403 AccessDenied: Invalid according to Policy: Policy Condition failed:"
                + " [\"starts-with\", \"$key\", \"in/\"]");
    assertThat(refusal(with(signed("in/k"), "x-amz-meta-a", "b"), "hello"))
        .isEqualTo(
            "403 AccessDenied: Invalid according to Policy: Extra input fields: x-amz-meta-a");
    assertThat(refusal(signed("in/k"), "h"))
        .isEqualTo(
            "400 EntityTooSmall: Your proposed upload is smaller than the minimum allowed size");
    assertThat(refusal(signed("in/k"), "h".repeat(300_001)))
        .isEqualTo("400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size");
    assertThat(refusal(signedAs("another secret", "in/k"), "hello"))
        .startsWith("403 SignatureDoesNotMatch: ");
    assertThat(refusal(with(signed("in/k"), "key", ""), "hello"))
        .isEqualTo(
            "400 InvalidArgument: Bucket POST must contain a field named 'key'.  If it is"
                + " specified, please check the order of the fields.");
    assertThat(send(server.uri() + "/other", signed("in/k"), utf8("hello")).body())
        .contains("[&quot;eq&quot;, &quot;$bucket&quot;, &quot;box&quot;]");
    assertThat(s3.listObjectsV2(b -> b.bucket("box")).contents()).isEmpty();
    try (Stream<Path> files = Files.walk(folder.resolve("objects"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aChecksumIsCompared() throws Exception {
    Map<String, String> fields =
        signed("in/k", "[\"starts-with\", \"$x-amz-checksum-crc32\", \"\"]");
    assertThat(refusal(with(fields, "x-amz-checksum-crc32", "AAAAAA=="), "hello"))
        .startsWith("400 BadDigest: ");
    assertThat(send(with(fields, "x-amz-checksum-crc32", "NhCmhg=="), utf8("hello")).statusCode())
        .isEqualTo(204);
  }

  @Test
  void nobodyWithoutAPolicyIsLetIntoABucketThatIsNotPublic() throws Exception {
    assertThat(refusal(Map.of("key", "in/k"), "hello")).startsWith("403 AccessDenied: ");
  }

  @Test
  void aStrangersKeyIsNotTrustedFromAPageOfAnotherMachine() throws Exception {
    Map<String, String> fields = with(signed("in/k"), "AWSAccessKeyId", "AKIASTRANGER");
    assertThat(send(fields, utf8("hello")).statusCode()).isEqualTo(204);
    String body =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--edge--\r\n";
    StringBuilder form = new StringBuilder();
    fields.forEach((name, value) ->
        form.append("--edge\r\nContent-Disposition: form-data; name=\"")
            .append(name)
            .append("\"\r\n\r\n")
            .append(value)
            .append("\r\n"));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/box"))
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(form + body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
  }

  @Test
  void aPageMayReadTheAnswerWhereTheBucketLetsIt() throws Exception {
    assertThat(send(signed("in/k"), utf8("hello")).headers().firstValue("Vary")).isEmpty();
    s3.putBucketCors(b ->
        b.bucket("box")
            .corsConfiguration(c ->
                c.corsRules(
                    CORSRule.builder().allowedOrigins("*").allowedMethods("POST").build())));
    assertThat(
            send(signed("in/k"), utf8("hello")).headers().firstValue("Access-Control-Allow-Origin"))
        .contains("*");
    assertThat(send(signed("out/k"), utf8("h")).headers().firstValue("Access-Control-Allow-Origin"))
        .contains("*");
  }

  @Test
  void theEventSaysThatItWasAForm() throws Exception {
    String queue = "arn:aws:sqs:us-east-1:" + S3Server.ACCOUNT + ":q";
    s3.putBucketNotificationConfiguration(b ->
        b.bucket("box")
            .notificationConfiguration(c ->
                c.queueConfigurations(
                    QueueConfiguration.builder()
                        .queueArn(queue)
                        .events(Event.S3_OBJECT_CREATED_POST)
                        .build())));
    assertThat(send(signed("in/k"), utf8("hello")).statusCode()).isEqualTo(204);
    assertThat(Receivers.take(server.receivers.queues)).contains("s3:TestEvent");
    assertThat(Receivers.take(server.receivers.queues))
        .contains("\"eventName\":\"ObjectCreated:Post\"", "\"key\":\"in/k\"");
  }

  @Test
  void whatIsNoFormIsRefused() throws Exception {
    HttpResponse<String> torn = post("multipart/form-data; boundary=edge");
    assertThat(torn.statusCode()).isEqualTo(400);
    assertThat(torn.body()).contains("<Code>MalformedPOSTRequest</Code>");
    HttpResponse<String> plain = post("text/plain");
    assertThat(plain.statusCode()).isEqualTo(412);
    assertThat(plain.body()).contains("<Code>PreconditionFailed</Code>", "multipart/form-data");
    assertThat(s3.listObjectsV2(b -> b.bucket("box")).contents()).isEmpty();
  }

  private HttpResponse<String> post(String contentType) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.uri() + "/box"))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString("nothing of the kind"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
