package dev.forebay.execution.log;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The few Linux calls that Java has no words for: FIFOs that are read without blocking, and waiting
 * for many of them at once. Thread-safe. All but {@link #epollWait} return at once, so that a
 * virtual thread may call them.
 */
final class Kernel {
  static final int EPOLL_ADD = 1;
  static final int EPOLL_DELETE = 2;

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLLIN = 1;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;
  private static final int ANYONE_MAY_WRITE = 0622;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private final Linker linker = Linker.nativeLinker();
  private final Linker.Option captureErrno = Linker.Option.captureCallState("errno");
  private final StructLayout callState = Linker.Option.captureStateLayout();
  private final VarHandle errno =
      callState.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle mkfifo = bind("mkfifo", INT, POINTER, INT);
  private final MethodHandle chmod = bind("chmod", INT, POINTER, INT);
  private final MethodHandle open = bind("open", INT, POINTER, INT);
  private final MethodHandle read = bind("read", LONG, INT, POINTER, LONG);
  private final MethodHandle write = bind("write", LONG, INT, POINTER, LONG);
  private final MethodHandle close = bind("close", INT, INT);
  private final MethodHandle epollCreate = bind("epoll_create1", INT, INT);
  private final MethodHandle epollControl = bind("epoll_ctl", INT, INT, INT, INT, POINTER);
  private final MethodHandle epollWait = bind("epoll_wait", INT, INT, POINTER, INT, INT);

  /** The kernel packs {@code struct epoll_event} on x86-64 only. */
  private final int eventSize = System.getProperty("os.arch").equals("amd64") ? 12 : 16;

  @SuppressWarnings("restricted") // the server is started with native access
  private MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
    MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
    FunctionDescriptor shape = FunctionDescriptor.of(result, arguments);
    return name.equals("open")
        ? linker.downcallHandle(symbol, shape, captureErrno, Linker.Option.firstVariadicArg(2))
        : linker.downcallHandle(symbol, shape, captureErrno);
  }

  /**
   * Makes a FIFO that any user of the machine may write to who can reach its folder, and opens it
   * for reading without blocking. It is held open for writing too, so that it never ends.
   */
  int openFifo(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      call("mkfifo " + path, state -> (int) mkfifo.invokeExact(state, name, ANYONE_MAY_WRITE));
      // The mode given to mkfifo is cut by the umask.
      call("chmod " + path, state -> (int) chmod.invokeExact(state, name, ANYONE_MAY_WRITE));
      int flags = O_RDWR | O_NONBLOCK | O_CLOEXEC;
      return (int) call("open " + path, state -> (int) open.invokeExact(state, name, flags));
    }
  }

  /** Reads what is there; 0 when nothing is. */
  int readNow(int descriptor, MemorySegment buffer) throws IOException {
    return (int)
        call(
            "read", state -> (long) read.invokeExact(state, descriptor, buffer, buffer.byteSize()));
  }

  /** Writes one byte; does nothing when the pipe is full. */
  void writeByte(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      call("write", state -> (long) write.invokeExact(state, descriptor, one, 1L));
    }
  }

  void close(int descriptor) throws IOException {
    call("close", state -> (int) close.invokeExact(state, descriptor));
  }

  int openEpoll() throws IOException {
    return (int)
        call("epoll_create1", state -> (int) epollCreate.invokeExact(state, EPOLL_CLOEXEC));
  }

  /** Adds a descriptor, named by itself, to those waited for; or takes it out. */
  void epollControl(int epoll, int operation, int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(eventSize, Long.BYTES);
      event.set(INT, 0, EPOLLIN);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, eventSize - Long.BYTES, descriptor);
      call(
          "epoll_ctl",
          state -> (int) epollControl.invokeExact(state, epoll, operation, descriptor, event));
    }
  }

  /** Room for so many events. */
  MemorySegment events(Arena arena, int count) {
    return arena.allocate((long) eventSize * count, Long.BYTES);
  }

  /** Blocks until a descriptor can be read, or so many milliseconds; says how many can be. */
  int epollWait(int epoll, MemorySegment events, int milliseconds) throws IOException {
    int count = (int) (events.byteSize() / eventSize);
    return (int)
        call(
            "epoll_wait",
            state -> (int) epollWait.invokeExact(state, epoll, events, count, milliseconds));
  }

  /** The descriptor of one event. */
  int descriptor(MemorySegment events, int index) {
    long end = (long) (index + 1) * eventSize;
    return (int) events.get(ValueLayout.JAVA_LONG_UNALIGNED, end - Long.BYTES);
  }

  private interface Call {
    long run(MemorySegment state) throws Throwable;
  }

  private long call(String what, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(callState);
      long result = call.run(state);
      if (result >= 0) {
        return result;
      }
      int code = (int) errno.get(state, 0L);
      if (code == EAGAIN || code == EINTR) {
        return 0;
      }
      throw new IOException(what + " failed with errno " + code);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
