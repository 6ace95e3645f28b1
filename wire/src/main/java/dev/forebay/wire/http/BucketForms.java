package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.Transferred;
import dev.forebay.wire.form.LengthRange;
import dev.forebay.wire.form.MultipartForm;
import dev.forebay.wire.form.PostPolicy;
import dev.forebay.wire.protocol.Protocol;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Takes a form that a web page sends to a bucket ("POST Object", Amazon S3 API Reference): its
 * fields stand for the headers of a PutObject, its policy for the signed head. The switchboard
 * knows it as {@code s3:PostObject}, with the request of a PutObject. Thread-safe.
 */
final class BucketForms {
  private static final String SERVICE = "s3";
  private static final String OPERATION = "PostObject";
  private static final WireCall PUT =
      new WireCall(SERVICE, "PutObject", Protocol.REST_XML, WireCall.Form.TRANSFER);

  private final Switchboard switchboard;
  private final WireProtocols protocols;
  private final SignatureCheck signatures;
  private final HttpSettings settings;
  private final Clock wallClock;
  private final FormHead heads;

  BucketForms(
      Switchboard switchboard,
      WireProtocols protocols,
      SignatureCheck signatures,
      HttpSettings settings,
      Clock wallClock) {
    this.switchboard = switchboard;
    this.protocols = protocols;
    this.signatures = signatures;
    this.settings = settings;
    this.wallClock = wallClock;
    this.heads = new FormHead(protocols);
  }

  /** Whether a request of the path style, without a signature in its head, is meant as a form. */
  static boolean isPost(WireRequest head) {
    int slash = head.rawPath().indexOf('/', 1);
    return head.method().equals("POST")
        && head.rawPath().length() > 1
        && (slash < 0 || slash == head.rawPath().length() - 1)
        && head.rawQuery().isEmpty()
        && !head.headers().contains("X-Amz-Target")
        && !type(head).startsWith("application/x-");
  }

  private static String type(WireRequest head) {
    return head.headers().first("Content-Type").orElse("");
  }

  /**
   * Takes the form and answers it.
   *
   * @param head with the bucket in its path
   * @param bucket its name
   * @param contexts what else a call with this signature comes with
   * @throws AwsException when it is refused
   * @throws IOException when the peer is gone
   */
  void serve(
      Exchange exchange,
      WireRequest head,
      String bucket,
      Function<Optional<SignedRequest>, CallContext> contexts)
      throws IOException {
    String type = type(head);
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      throw new AwsException(
          "PreconditionFailed",
          412,
          "At least one of the pre-conditions you specified did not hold: Bucket POST must be of the"
              + " enclosure-type multipart/form-data");
    }
    RequestBody received = exchange.body();
    if (received.length().isEmpty()) {
      throw new AwsException(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    MultipartForm form = MultipartForm.read(received.stream(), type);
    String fileName = form.fileName().orElseThrow(() -> MultipartForm.oneFile(0));
    Map<String, String> fields = new TreeMap<>();
    form.fields()
        .forEach((name, value) -> fields.put(name, value.replace("${filename}", fileName)));
    String key = fields.getOrDefault("key", "");
    if (key.isEmpty()) {
      throw SignatureVerifier.missing("key");
    }
    Optional<SignedRequest> signed = signatures.check(exchange.head(), fields);
    LengthRange length = LengthRange.ANY;
    if (signed.isPresent()) {
      signed.get().verify(Bytes.EMPTY);
      PostPolicy policy = PostPolicy.parse(fields.getOrDefault("policy", ""));
      policy.check(fields, bucket, wallClock.now());
      length = policy.length();
    } else if (!settings.anonymous().contains(SERVICE + ":*")) {
      throw SignatureVerifier.unsigned(head, SERVICE);
    }
    SdkPojo input = protocols.decode(PUT, heads.of(bucket, key, fields));
    try (Body file = new FileBody(length.of(form.file()))) {
      Transferred<?> output =
          switchboard.transfer(contexts.apply(signed), SERVICE, OPERATION, input, file);
      WireResponse plain = protocols.response(PUT, output.response(), exchange.requestId());
      exchange.send(new FormAnswer(bucket, key, fields, location(exchange, key)).of(plain));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String location(Exchange exchange, String key) {
    String path = exchange.head().rawPath();
    return exchange.endpoint() + (path.endsWith("/") ? path : path + "/") + FormHead.encode(key);
  }

  /** A file whose size nobody knows before its end. */
  private record FileBody(InputStream open) implements Body {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }
}
