package dev.forebay.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;

/** The port of the listener, and the address that it gives. */
final class Ports {
  private Ports() {}

  /** The port itself, or for 0 one that is free now. It is known before the listener opens. */
  static int choose(String host, int port) throws IOException {
    if (port != 0) {
      return port;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return probe.getLocalPort();
    }
  }

  /** Where a client on this machine reaches the listener. */
  static URI endpoint(String host, int port) {
    String name =
        switch (host) {
          case "0.0.0.0", "::" -> "127.0.0.1";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    return URI.create("http://" + name + ":" + port);
  }
}
