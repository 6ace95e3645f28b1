package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireResponse;
import java.io.StringWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The answer to a form that was taken, as its fields {@code success_action_status} and {@code
 * success_action_redirect} want it. Immutable.
 *
 * @param fields of the form, by names in lower case
 * @param location the object's address
 */
record FormAnswer(String bucket, String key, Map<String, String> fields, String location) {
  private static final Set<String> WEB = Set.of("http", "https");

  /** The answer made of the one that a PutObject would get. */
  WireResponse of(WireResponse plain) {
    Optional<URI> redirect = redirect();
    String etag = plain.headers().first("ETag").orElse("");
    if (redirect.isPresent()) {
      return new WireResponse(303, headers(plain, redirected(redirect.get(), etag)), Bytes.EMPTY);
    }
    Headers headers = headers(plain, location);
    return switch (fields.getOrDefault("success_action_status", "")) {
      case "200" -> new WireResponse(200, headers, Bytes.EMPTY);
      case "201" ->
          new WireResponse(
              201,
              Headers.builder().addAll(headers).set("Content-Type", "application/xml").build(),
              document(etag));
      default -> new WireResponse(204, headers, Bytes.EMPTY);
    };
  }

  private static Headers headers(WireResponse plain, String location) {
    return Headers.builder().addAll(plain.headers()).set("Location", location).build();
  }

  // A text that is no address counts as none.
  private Optional<URI> redirect() {
    String wanted = fields.getOrDefault("success_action_redirect", fields.get("redirect"));
    if (wanted == null || wanted.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(wanted))
          .filter(uri ->
              uri.getScheme() != null && WEB.contains(uri.getScheme().toLowerCase(Locale.ROOT)))
          .filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String redirected(URI to, String etag) {
    return to
        + (to.getRawQuery() == null ? "?" : "&")
        + "bucket="
        + FormHead.encode(bucket)
        + "&key="
        + FormHead.encode(key)
        + "&etag="
        + FormHead.encode(etag);
  }

  private Bytes document(String etag) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("PostResponse");
      element(xml, "Location", location);
      element(xml, "Bucket", bucket);
      element(xml, "Key", key);
      element(xml, "ETag", etag);
      xml.writeEndElement();
      xml.writeEndDocument();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text can be written as XML", e);
    }
    return Bytes.utf8(text.toString());
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }
}
