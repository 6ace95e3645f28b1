package dev.forebay.bench;

import java.nio.ByteBuffer;
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
 * Answers each request with its body: the least that a call over this HTTP front can cost. Started
 * as a process of its own: {@code Echo PORT}.
 */
public final class Echo {
  private Echo() {}

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
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            ByteBuffer body = Content.Source.asByteBuffer(request);
            response.getHeaders().put("Content-Type", "application/x-amz-json-1.0");
            response.write(true, body, callback);
            return true;
          }
        });
    server.start();
    new CountDownLatch(1).await();
  }
}
