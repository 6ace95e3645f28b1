package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * What the server says to a sandbox's first process: a type, a length, a payload; see {@code
 * inside.c}.
 */
final class ControlFrames {
  /** The size of each of its answers: type, generation, status. */
  static final int ANSWER_BYTES = 6;

  private ControlFrames() {}

  /**
   * Ends what runs and starts this.
   *
   * @param generation comes back with every answer that concerns this command
   * @throws IOException when a word holds a NUL
   */
  static ByteBuffer start(SandboxSpec spec, int generation) throws IOException {
    return frame(
        'S', program(spec.command(), spec.environment(), spec.holdInInit() ? 1 : 0, generation));
  }

  /** A program to run beside the command: a length and the program. */
  static byte[] beside(List<String> command, Map<String, String> environment) throws IOException {
    byte[] program = program(command, environment, 0, 0);
    return ByteBuffer.allocate(4 + program.length).putInt(program.length).put(program).array();
  }

  private static byte[] program(
      List<String> command, Map<String, String> environment, int hold, int generation)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(hold);
    out.writeInt(generation);
    out.writeInt(command.size());
    out.writeInt(environment.size());
    writeAll(out, command);
    writeAll(
        out, environment.entrySet().stream().map(v -> v.getKey() + "=" + v.getValue()).toList());
    return bytes.toByteArray();
  }

  private static void writeAll(DataOutputStream out, List<String> strings) throws IOException {
    for (String string : strings) {
      if (string.indexOf('\0') >= 0) {
        throw new IOException("a word of the command or the environment holds a NUL");
      }
      out.write(string.getBytes(UTF_8));
      out.write(0);
    }
  }

  /** Lets the command begin. */
  static ByteBuffer release() {
    return frame('G', new byte[0]);
  }

  /** Sends the command a signal. */
  static ByteBuffer signal(int number) {
    return frame('T', new byte[] {(byte) number});
  }

  /** Opens a connection to a TCP port inside; answered by one byte, an errno. */
  static ByteBuffer connect(int port) {
    return ByteBuffer.wrap(new byte[] {'T', (byte) (port >> 8), (byte) port});
  }

  private static ByteBuffer frame(char type, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(5 + payload.length);
    return frame.put((byte) type).putInt(payload.length).put(payload).flip();
  }
}
