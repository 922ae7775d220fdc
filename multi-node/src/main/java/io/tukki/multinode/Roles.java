package io.tukki.multinode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.remote.testconductor.RoleName;
import scala.jdk.javaapi.CollectionConverters;

/** Who takes part in a test, and what the TestKit asks each JVM to know about it. */
final class Roles {

  static final RoleName DRIVER = new RoleName("driver");
  static final String HOST = "127.0.0.1";

  private Roles() {}

  static RoleName node(int number) {
    return new RoleName("node" + number);
  }

  /** All of them, by index; Scala's type because the TestKit asks for it. */
  static scala.collection.immutable.Seq<RoleName> all(int nodes) {
    List<RoleName> roles = new ArrayList<>();
    roles.add(DRIVER);
    for (int node = 1; node <= nodes; node++) {
      roles.add(node(node));
    }
    return CollectionConverters.asScala(roles).toSeq();
  }

  /** The TestKit takes its surroundings from system properties only. */
  static List<String> properties(int index, int nodes, int serverPort) {
    return List.of(
        "multinode.index=" + index,
        "multinode.max-nodes=" + (nodes + 1),
        "multinode.host=" + HOST,
        "multinode.server-host=" + HOST,
        "multinode.server-port=" + serverPort);
  }

  /**
   * The TestKit's newest version is older than Pekko's, which Pekko would refuse; fine in a test.
   * Barriers are patient: JVMs that start together on few cores are slow.
   */
  static Config settings() {
    return ConfigFactory.parseString(
        """
        pekko.fail-mixed-versions = off
        pekko.remote.artery.advanced.test-mode = on
        pekko.testconductor {
          barrier-timeout = 120s
          query-timeout = 30s
          connect-timeout = 30s
          client-reconnects = 100
          reconnect-backoff = 300ms
        }
        """);
  }

  static Path javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
