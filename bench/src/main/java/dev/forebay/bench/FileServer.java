package dev.forebay.bench;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Writes what is put into a file, forced to the disk and renamed before the answer, and sends what
 * is got from it: the least that an object store on this HTTP front can do. Checks nothing. Started
 * as a process of its own: {@code FileServer PORT FOLDER}.
 */
public final class FileServer {
  private static final int BUFFER = 64 * 1024;

  private FileServer() {}

  /** Serves until it is killed. */
  public static void main(String[] arguments) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    Path folder = Path.of(arguments[1]);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            Path file = folder.resolve(request.getHttpURI().getPath().replace('/', '_'));
            switch (request.getMethod()) {
              case "PUT" -> put(request, file);
              case "GET" -> get(response, file);
              default -> response.setStatus(405);
            }
            callback.succeeded();
            return true;
          }
        });
    server.start();
    new CountDownLatch(1).await();
  }

  private static void put(Request request, Path file) throws Exception {
    Path fresh = Files.createTempFile(file.getParent(), "put", "");
    try (InputStream in = Content.Source.asInputStream(request);
        FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void get(Response response, Path file) throws Exception {
    response.getHeaders().put("Content-Length", Files.size(file));
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = Content.Sink.asOutputStream(response)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }
}
