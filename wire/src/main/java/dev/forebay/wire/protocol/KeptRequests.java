package dev.forebay.wire.protocol;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.forebay.model.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/**
 * Requests as documents to keep, for those who make a call later: every member, wherever its
 * protocol would put it, in CBOR. Timestamps keep their milliseconds. Thread-safe.
 */
public final class KeptRequests {
  private static final CBORFactory CBOR = new CBORFactory();

  private final Map<Class<?>, PojoPlan> plans = new ConcurrentHashMap<>();
  private final DocumentWriter writer = new DocumentWriter(CBOR);
  private final DocumentReader reader = new DocumentReader(CBOR, Format.UNIX_TIMESTAMP_MILLIS);

  /** The document of a request. */
  public Bytes write(SdkPojo request) {
    return writer.write(plan(request).all, request);
  }

  /** Fills the builder of the same request's class from its document. */
  public void read(Bytes document, SdkPojo builder) {
    reader.read(document, plan(builder), builder);
  }

  private PojoPlan plan(SdkPojo pojo) {
    PojoPlan known = plans.get(pojo.getClass());
    return known != null
        ? known
        : plans.computeIfAbsent(pojo.getClass(), type -> new PojoPlan(pojo.sdkFields()).whole());
  }
}
