package io.tukki.multinode;

/** The TestKit's direction of a blackhole. */
final class Blackhole {

  private Blackhole() {}

  /** By reflection: javac cannot name a Scala object inside an object inside a class. */
  @SuppressWarnings("deprecation") // The TestKit's own interface asks for it.
  static org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction bothWays() {
    try {
      Class<?> direction =
          org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction.class;
      return (org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction)
          Class.forName(direction.getName() + "$Both$").getField("MODULE$").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("another version of Pekko's remoting", e);
    }
  }
}
