package dev.forebay.javastart;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;

/**
 * Starts AWS's runtime interface client once a line comes on standard input. Until then it loads
 * the classes that every function's start needs, so that a process can be held ready; nothing of
 * the function's is touched. Runs on Java 8 and later.
 */
public final class Start {
  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.";
  private static final String SERIALIZATION =
      "com.amazonaws.services.lambda.runtime.serialization.";
  private static final String[] AHEAD = {
    CLIENT + "AWSLambda",
    CLIENT + "runtimeapi.LambdaRuntimeApiClientImpl",
    CLIENT + "EventHandlerLoader",
    CLIENT + "PojoSerializerLoader",
    CLIENT + "HandlerInfo",
    CLIENT + "CustomerClassLoader",
    CLIENT + "LambdaEnvironment",
    CLIENT + "UserFault",
    CLIENT + "api.LambdaContext",
    CLIENT + "logging.TextLogFormatter",
    CLIENT + "logging.LambdaContextLogger",
    CLIENT + "runtimeapi.dto.InvocationRequest",
    CLIENT + "runtimeapi.LambdaError",
    SERIALIZATION + "factories.JacksonFactory",
  };

  private Start() {}

  /** Waits, then serves the function; the argument is its handler. */
  public static void main(String[] args) throws Throwable {
    loadAhead();
    awaitRelease();
    AWSLambda.main(args);
  }

  private static void loadAhead() throws IOException {
    for (String name : AHEAD) {
      if (System.in.available() > 0) {
        return;
      }
      try {
        Class.forName(name);
      } catch (ClassNotFoundException | LinkageError absent) {
        // Another version of the client may lack it: it is then loaded, or missed, in its time.
      }
    }
    if (System.in.available() == 0) {
      useJson();
    }
  }

  /** The reader and writer of maps and text, through which most events go. */
  private static void useJson() {
    try {
      Class<?> factory = Class.forName(SERIALIZATION + "factories.JacksonFactory");
      Object jackson = factory.getMethod("getInstance").invoke(null);
      Object maps =
          factory.getMethod("getSerializer", Class.class).invoke(jackson, HashMap.class);
      Class<?> serializer = Class.forName(SERIALIZATION + "PojoSerializer");
      Object value =
          serializer
              .getMethod("fromJson", String.class)
              .invoke(maps, "{\"a\":[1,2.5,\"b\",true,{\"c\":null}]}");
      serializer
          .getMethod("toJson", Object.class, OutputStream.class)
          .invoke(maps, value, new ByteArrayOutputStream());
    } catch (ReflectiveOperationException | LinkageError absent) {
      // As above.
    }
  }

  private static void awaitRelease() throws IOException {
    int next = System.in.read();
    while (next >= 0 && next != '\n') {
      next = System.in.read();
    }
  }
}
