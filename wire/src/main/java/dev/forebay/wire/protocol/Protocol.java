package dev.forebay.wire.protocol;

/** The protocols that are spoken. */
public enum Protocol {
  /** JSON bodies, with the rest of the request in path, query and headers. */
  REST_JSON,
  /** XML bodies, with the rest of the request in path, query and headers; the protocol of S3. */
  REST_XML,
  /** JSON bodies, operation in {@code X-Amz-Target}; content type {@code x-amz-json-1.0}. */
  JSON_1_0,
  /** JSON bodies, operation in {@code X-Amz-Target}; content type {@code x-amz-json-1.1}. */
  JSON_1_1,
  /** As the JSON protocols, but CBOR bodies; content type {@code x-amz-cbor-1.1}. */
  CBOR_1_1,
  /** Form-encoded requests with {@code Action} and {@code Version}, XML answers. */
  QUERY
}
