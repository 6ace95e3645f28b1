package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.Protocol;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The head of the PutObject that the fields of a form stand for. Thread-safe. */
final class FormHead {
  private static final WireCall TAGGING =
      new WireCall("s3", "PutObjectTagging", Protocol.REST_XML, WireCall.Form.UNARY);
  private static final Set<String> HEADERS =
      Set.of(
          "cache-control",
          "content-type",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-md5",
          "expires");

  /** What is the form's own, or is another field's here. */
  private static final Set<String> OTHERS =
      Set.of(
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-signature",
          "x-amz-security-token",
          "x-amz-acl",
          "x-amz-tagging");

  private final WireProtocols protocols;

  FormHead(WireProtocols protocols) {
    this.protocols = protocols;
  }

  /**
   * The head.
   *
   * @param fields of the form, by names in lower case
   * @throws AwsException when a field's text can be no header
   */
  WireRequest of(String bucket, String key, Map<String, String> fields) {
    Headers.Builder headers = Headers.builder();
    fields.forEach((name, value) -> {
      if (name.equals("acl")) {
        headers.add("x-amz-acl", value);
      } else if (name.equals("tagging")) {
        headers.add("x-amz-tagging", tags(bucket, key, value));
      } else if (HEADERS.contains(name) || (name.startsWith("x-amz-") && !OTHERS.contains(name))) {
        headers.add(name, line(name, value));
      }
    });
    return new WireRequest("PUT", path(bucket, key), "", headers.build(), Bytes.EMPTY);
  }

  private static String path(String bucket, String key) {
    return "/" + bucket + "/" + encode(key);
  }

  /** A key as one segment of a path. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  // Readers get it back in a header, which has one line.
  private static String line(String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      throw new AwsException(
          "InvalidArgument",
          400,
          "Header value cannot be represented using ISO-8859-1.",
          Map.of("ArgumentName", name, "ArgumentValue", value));
    }
    return value;
  }

  // A form has tags as the document of PutObjectTagging, a head has them as a query.
  private String tags(String bucket, String key, String xml) {
    SdkPojo request =
        protocols.decode(
            TAGGING,
            new WireRequest("PUT", path(bucket, key), "tagging", Headers.EMPTY, Bytes.utf8(xml)));
    return member(request, "Tagging") instanceof SdkPojo tagging
            && member(tagging, "TagSet") instanceof List<?> tags
        ? tags.stream()
            .map(tag -> encode(text(tag, "Key")) + "=" + encode(text(tag, "Value")))
            .collect(Collectors.joining("&"))
        : "";
  }

  private static String text(Object pojo, String name) {
    return pojo instanceof SdkPojo tag && member(tag, name) instanceof String text ? text : "";
  }

  private static Object member(SdkPojo pojo, String name) {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.memberName().equals(name) ? field.getValueOrDefault(pojo) : null;
      if (value != null) {
        return value;
      }
    }
    return "";
  }
}
