package dev.forebay.invocation;

import dev.forebay.model.Bytes;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * What a caller may send to a function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
 *     quotas</a>
 */
final class Payloads {
  /** Of a synchronous invocation, in bytes. */
  static final int MAX_SYNC = 6_291_456;

  /** Of an asynchronous invocation, in bytes. */
  static final int MAX_EVENT = 1_048_576;

  /** Of the older InvokeAsync, in bytes. */
  static final int MAX_INVOKE_ASYNC = 262_144;

  /** Of a client context, in characters of Base64. */
  static final int MAX_CLIENT_CONTEXT = 3_583;

  private static final Bytes EMPTY_OBJECT = Bytes.utf8("{}");

  private Payloads() {}

  /** The payload as bytes, {@code {}} when there is none. The request owns its array. */
  static Bytes of(@Nullable SdkBytes payload) {
    if (payload == null) {
      return EMPTY_OBJECT;
    }
    byte[] array = payload.asByteArrayUnsafe();
    return array.length == 0 ? EMPTY_OBJECT : Bytes.wrap(array);
  }

  static void checkSync(Bytes payload) {
    if (payload.size() > MAX_SYNC) {
      throw InvokeErrors.tooLarge(MAX_SYNC);
    }
  }

  static void checkEvent(Bytes payload, int limit) {
    if (payload.size() > limit) {
      throw InvokeErrors.tooLargeForEvent(payload.size(), limit);
    }
  }

  static void checkJson(Bytes payload) {
    JsonCheck.fault(payload)
        .ifPresent(fault -> {
          throw InvokeErrors.notJson(fault);
        });
  }

  /** The JSON object that a client context spells in Base64. */
  static Optional<String> clientContext(@Nullable String base64) {
    if (base64 == null || base64.isEmpty()) {
      return Optional.empty();
    }
    if (base64.length() > MAX_CLIENT_CONTEXT) {
      throw InvokeErrors.clientContextTooLarge(MAX_CLIENT_CONTEXT);
    }
    try {
      Bytes json = Bytes.wrap(Base64.getDecoder().decode(base64));
      if (JsonCheck.fault(json).isPresent() || !isObject(json)) {
        throw InvokeErrors.badClientContext();
      }
      return Optional.of(json.toUtf8());
    } catch (IllegalArgumentException e) {
      throw InvokeErrors.badClientContext();
    }
  }

  private static boolean isObject(Bytes json) {
    return json.toUtf8().stripLeading().startsWith("{");
  }
}
