package io.tukki.clusterconfig.bootstrap;

import io.tukki.clusterconfig.settings.NodeSettings.Door;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Looks at ports before anything is started, so that the usual mistake is told at once. */
final class Ports {

  private Ports() {}

  /**
   * @param key the setting that would have to be changed
   * @throws NodeStartException if the door could not be opened
   */
  static void requireFree(Door door, String key) {
    if (door.port() == 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      // As the door itself will do, or a port would seem taken for a while after each stop.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(door.host()), door.port()));
    } catch (UnknownHostException e) {
      throw new NodeStartException("There is no address for the host '%s'.".formatted(door.host()));
    } catch (IOException e) {
      throw cannotListen(door, key, e);
    }
  }

  static NodeStartException cannotListen(Door door, String key, IOException cause) {
    return new NodeStartException(
        "Cannot listen on %s port %d (%s). Stop what listens there, or set another %s."
            .formatted(door.host(), door.port(), cause.getMessage(), key),
        cause);
  }
}
