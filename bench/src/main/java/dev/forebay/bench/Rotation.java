package dev.forebay.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that take turns, whoever sends them. Thread-safe. */
final class Rotation implements Load.Work {
  private final List<byte[]> requests;
  private final AtomicInteger next = new AtomicInteger();

  Rotation(List<byte[]> requests) {
    this.requests = List.copyOf(requests);
  }

  @Override
  public boolean call(Connection connection) throws IOException {
    int number = Math.floorMod(next.getAndIncrement(), requests.size());
    Connection.Answer _ = connection.call(requests.get(number));
    return true;
  }
}
