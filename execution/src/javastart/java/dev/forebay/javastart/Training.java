package dev.forebay.javastart;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Runs AWS's client through one event, in a process of its own, so that the virtual machine can
 * write down which classes that took. The Runtime API is a thread of the same process; the handler
 * is this class. Ends the process. Runs on Java 8 and later.
 */
public final class Training implements RequestHandler<Map<String, Object>, Object> {
  private static final String EVENT = "{\"text\":\"a\",\"list\":[1,2.5,true,null,{\"b\":\"c\"}]}";

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    context.getLogger().log("trained");
    System.out.println(context.getRemainingTimeInMillis() > 0);
    return event;
  }

  /** Serves on the address that the client will call. */
  public static void main(String[] args) throws Throwable {
    String address = System.getenv("AWS_LAMBDA_RUNTIME_API");
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    ServerSocket server = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  serve(server.accept());
                }
              } catch (IOException e) {
                Runtime.getRuntime().halt(1);
              }
            });
    thread.setDaemon(true);
    thread.start();
    AWSLambda.main(new String[] {Training.class.getName()});
  }

  private static void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    for (String request = line(in); !request.isEmpty(); request = line(in)) {
      int length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).trim());
        }
      }
      for (int i = 0; i < length; i++) {
        in.read();
      }
      if (request.contains("/next")) {
        String id = "00000000-0000-0000-0000-000000000000";
        reply(
            out,
            "200 OK\r\nLambda-Runtime-Aws-Request-Id: "
                + id
                + "\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\nLambda-Runtime-Trace-Id: Root=1"
                + "\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:0:function:f",
            EVENT);
      } else {
        reply(out, "202 Accepted", "{\"status\":\"OK\"}");
        System.exit(request.contains("/response") ? 0 : 1);
      }
    }
  }

  private static void reply(OutputStream out, String head, String body) throws IOException {
    String text =
        "HTTP/1.1 "
            + head
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
