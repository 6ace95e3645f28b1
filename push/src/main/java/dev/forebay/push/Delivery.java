package dev.forebay.push;

import dev.forebay.model.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** How something is handed over. Immutable. {@link Calls} makes the usual ones. */
public sealed interface Delivery {
  /**
   * A call of the switchboard. An answer that tells of a refused entry (PutEvents, PutRecords,
   * SendMessageBatch, PublishBatch) counts as a refusal.
   *
   * @param service as on the switchboard, such as {@code sqs}
   * @param operation such as {@code SendMessage}
   * @param request the SDK's request
   */
  record Call(String service, String operation, SdkPojo request) implements Delivery {}

  /**
   * A request over HTTP, or HTTPS. It has arrived with a status of 200 to 299; a status of 500 to
   * 599, 429, or of the list, no answer in time, or no connection, is tried again; any other is a
   * refusal. Redirects are not followed.
   *
   * @param method such as {@code POST}
   * @param url where to
   * @param headers as they are sent, host and length excepted
   * @param body what is sent
   * @param timeout for the answer's head, 1 ms to 15 minutes
   * @param retried further statuses to try again after
   */
  record Http(
      String method,
      URI url,
      Map<String, String> headers,
      Bytes body,
      Duration timeout,
      List<Integer> retried)
      implements Delivery {
    /** Copies the collections. */
    public Http {
      headers = Map.copyOf(headers);
      retried = List.copyOf(retried);
      if (timeout.isNegative()
          || timeout.isZero()
          || timeout.compareTo(Duration.ofMinutes(15)) > 0) {
        throw new IllegalArgumentException("the timeout must be 1 ms to 15 minutes: " + timeout);
      }
    }
  }
}
