package dev.forebay.invocation.async;

import dev.forebay.model.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a queued event so far, kept beside its queue from the first function error on.
 * Immutable.
 *
 * @param runs how often the function has run it to an outcome
 * @param deliveries how often it had been taken from the queue when it last ran; later ones count
 *     throttles and system errors
 * @param notBefore it is left alone until then
 * @param last what the function said last
 * @param ending its end, once that is decided; it does not run any more then
 */
record Progress(
    int runs, int deliveries, Instant notBefore, Optional<LastRun> last, Optional<Ending> ending) {
  private static final int VERSION = 1;

  /** Of an event that has not run yet. */
  static final Progress NONE =
      new Progress(0, 0, Instant.EPOCH, Optional.empty(), Optional.empty());

  /** After a run that failed and is to be repeated. */
  Progress failed(LastRun run, int deliveriesNow, Instant again) {
    return new Progress(runs + 1, deliveriesNow, again, Optional.of(run), Optional.empty());
  }

  /** After its end was decided. */
  Progress ended(int runsNow, Optional<LastRun> run, Ending end) {
    return new Progress(runsNow, deliveries, Instant.EPOCH, run, Optional.of(end));
  }

  /** After not all could be handed out. */
  Progress undelivered(Ending end, Instant again) {
    return new Progress(runs, deliveries, again, last, Optional.of(end));
  }

  /** As it is stored. */
  Bytes encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(runs);
      out.writeInt(deliveries);
      out.writeLong(notBefore.toEpochMilli());
      out.writeBoolean(last.isPresent());
      if (last.isPresent()) {
        LastRun run = last.get();
        out.writeUTF(run.executedVersion());
        out.writeBoolean(run.failed());
        out.writeInt(run.payload().size());
        run.payload().writeTo(out);
      }
      out.writeBoolean(ending.isPresent());
      if (ending.isPresent()) {
        write(out, ending.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, Ending end) throws IOException {
    out.writeUTF(end.condition().name());
    out.writeLong(end.at().toEpochMilli());
    out.writeUTF(end.functionArn());
    out.writeUTF(end.roleArn());
    out.writeInt(end.status());
    out.writeUTF(end.message());
    out.writeInt(end.tries());
    out.writeInt(end.due().size());
    for (Ending.Due due : end.due()) {
      out.writeUTF(due.kind().name());
      out.writeUTF(due.targetArn());
    }
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Progress decode(Bytes bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toArray()))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of an event's progress: " + version);
      }
      int runs = in.readInt();
      int deliveries = in.readInt();
      Instant notBefore = Instant.ofEpochMilli(in.readLong());
      Optional<LastRun> last = Optional.empty();
      if (in.readBoolean()) {
        String executedVersion = in.readUTF();
        boolean failed = in.readBoolean();
        last =
            Optional.of(
                new LastRun(executedVersion, failed, Bytes.wrap(in.readNBytes(in.readInt()))));
      }
      Optional<Ending> ending = in.readBoolean() ? Optional.of(ending(in)) : Optional.empty();
      return new Progress(runs, deliveries, notBefore, last, ending);
    } catch (IOException e) {
      throw new IllegalArgumentException("an event's progress cannot be read", e);
    }
  }

  private static Ending ending(DataInputStream in) throws IOException {
    Condition condition = Condition.valueOf(in.readUTF());
    Instant at = Instant.ofEpochMilli(in.readLong());
    String functionArn = in.readUTF();
    String roleArn = in.readUTF();
    int status = in.readInt();
    String message = in.readUTF();
    int tries = in.readInt();
    List<Ending.Due> due = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      due.add(new Ending.Due(Parcel.Kind.valueOf(in.readUTF()), in.readUTF()));
    }
    return new Ending(condition, at, functionArn, roleArn, status, message, due, tries);
  }
}
