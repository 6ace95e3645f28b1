package dev.forebay.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The answer to a call that AWS refuses or fails: thrown by a handler, turned into wire form in one
 * place per protocol. Whether the message member is spelled {@code message} or {@code Message}, and
 * whether there is a {@code Type}, is looked up there from the service's model. Without a stack
 * trace: it is an answer, not a fault.
 */
public final class AwsException extends RuntimeException {
  private final String code;
  private final int status;
  private final Map<String, String> members;
  private final Map<String, String> headers;
  private final transient Optional<SdkPojo> shape;

  /**
   * An error without further members.
   *
   * @param code the error's shape name, such as {@code ResourceNotFoundException}
   * @param status the HTTP status, 400 to 599
   * @param message the text for the caller, in AWS's wording
   */
  public AwsException(String code, int status, String message) {
    this(code, status, message, Map.of());
  }

  /**
   * An error with further members of its shape, such as {@code Reason}.
   *
   * @param members by their names on the wire
   */
  public AwsException(String code, int status, String message, Map<String, String> members) {
    this(code, status, message, members, Map.of(), Optional.empty());
  }

  /**
   * An error with members that are more than text, such as {@code CancellationReasons}. Only the
   * protocols that spell errors as JSON or CBOR write them.
   *
   * @param shape the SDK's class of the error, with those members set; its message is not used
   */
  public AwsException(String code, int status, String message, SdkPojo shape) {
    this(code, status, message, Map.of(), Map.of(), Optional.of(shape));
  }

  private AwsException(
      String code,
      int status,
      @Nullable String message,
      Map<String, String> members,
      Map<String, String> headers,
      Optional<SdkPojo> shape) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.members = Map.copyOf(members);
    this.headers = Map.copyOf(headers);
    this.shape = shape;
  }

  /** The same answer with a header besides, for what AWS's own members have no place for. */
  public AwsException withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new AwsException(code, status, getMessage(), members, more, shape);
  }

  /** The same answer with the headers of another besides, for an answer that it led to. */
  public AwsException withHeadersOf(AwsException cause) {
    Map<String, String> more = new HashMap<>(headers);
    more.putAll(cause.headers);
    return new AwsException(code, status, getMessage(), members, more, shape);
  }

  /** The error's shape name. */
  public String code() {
    return code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Members besides message and type. */
  public Map<String, String> members() {
    return members;
  }

  /** The members that are more than text. */
  public Optional<SdkPojo> shape() {
    return shape;
  }

  /** Headers of the answer besides those of the protocol. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The message, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
