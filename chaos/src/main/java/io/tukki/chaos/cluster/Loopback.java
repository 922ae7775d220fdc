package io.tukki.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All nodes on 127.0.0.1, on ports that were free. Needs nothing, and can cut nothing. */
public final class Loopback implements Network {

  private final Map<Integer, Address> addresses = new ConcurrentHashMap<>();

  @Override
  public Address address(int node) {
    return addresses.computeIfAbsent(
        node, number -> new Address("127.0.0.1", freePort(), freePort(), freePort()));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public boolean canCut() {
    return false;
  }

  @Override
  public void cut(int from, int to) {
    throw new IllegalStateException("nodes on one loopback cannot be cut off");
  }

  @Override
  public void heal(int from, int to) {}

  @Override
  public void close() {}
}
