package dev.forebay.pipes;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Kind;
import dev.forebay.wire.protocol.KeptRequests;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;

/**
 * A pipe as it is stored. Immutable; a change of its members changes the stored form.
 *
 * @param name its name
 * @param uuid distinguishes it from an earlier one of the same name, also for its place in the
 *     source
 * @param definition the request that would make it as it is now, as {@link #write} writes it
 * @param desired {@code RUNNING}, {@code STOPPED} or {@code DELETED}
 * @param current a PipeState
 * @param reason why it is so, if there is something to say
 * @param version rises with each change that somebody asks for
 * @param created milliseconds since the epoch
 * @param modified likewise
 * @param tags by key
 */
record PipeRow(
    String name,
    String uuid,
    String definition,
    String desired,
    String current,
    @Nullable String reason,
    long version,
    long created,
    long modified,
    Map<String, String> tags) {
  static final Kind<PipeRow> KIND = Kind.json("pipe", PipeRow.class);

  static final String RUNNING = "RUNNING";
  static final String STOPPED = "STOPPED";
  static final String DELETED = "DELETED";
  static final String DELETING = "DELETING";

  private static final KeptRequests KEPT = new KeptRequests();

  PipeRow {
    tags = new TreeMap<>(tags);
  }

  static String write(CreatePipeRequest request) {
    return Base64.getEncoder().encodeToString(KEPT.write(request).toArray());
  }

  CreatePipeRequest read() {
    CreatePipeRequest.Builder builder = CreatePipeRequest.builder();
    KEPT.read(Bytes.wrap(Base64.getDecoder().decode(definition)), builder);
    return builder.build();
  }

  /** Whether it stays as it is until the next change. */
  boolean settled() {
    return current.equals(RUNNING) || current.equals(STOPPED);
  }

  /** On its way to what is now asked for. */
  PipeRow towards(String wanted, String by, long now) {
    return new PipeRow(name, uuid, definition, wanted, by, null, version + 1, created, now, tags);
  }

  /** Made anew by another definition, on the way to what is asked for. */
  PipeRow defined(CreatePipeRequest request, String wanted, String by, long now) {
    return new PipeRow(
        name, uuid, write(request), wanted, by, null, version + 1, created, now, tags);
  }

  /** Arrived at a state. */
  PipeRow at(String state, @Nullable String why) {
    return new PipeRow(
        name, uuid, definition, desired, state, why, version, created, modified, tags);
  }

  PipeRow tagged(Map<String, String> other) {
    return new PipeRow(
        name, uuid, definition, desired, current, reason, version, created, modified, other);
  }
}
