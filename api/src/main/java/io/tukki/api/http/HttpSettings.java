package io.tukki.api.http;

import com.typesafe.config.Config;
import io.tukki.api.http.event.EventSettings;
import io.tukki.api.http.record.ProduceSettings;
import io.tukki.api.http.record.ReadSettings;
import io.tukki.api.http.record.RecordLimits;
import io.tukki.api.http.route.Bodies;
import java.time.Duration;

/**
 * The section {@code tukki.http}, read once; {@code reference.conf} says what each setting means.
 */
public record HttpSettings(
    String host,
    int port,
    Connections connections,
    Bodies.Limits bodies,
    ProduceSettings produce,
    ReadSettings read,
    EventSettings events) {

  /**
   * Bounds of connections.
   *
   * @param idleTimeout after which a silent connection is closed
   * @param requestTimeout after which a request that nothing else ended is answered with a problem
   * @param drainTimeout how long requests under way may go on when the node leaves
   */
  public record Connections(
      int max, int backlog, Duration idleTimeout, Duration requestTimeout, Duration drainTimeout) {}

  /**
   * @param http the section {@code tukki.http}
   */
  public static HttpSettings of(Config http) {
    return new HttpSettings(
        http.getString("host"),
        http.getInt("port"),
        connections(http.getConfig("connections")),
        bodies(http.getConfig("bodies")),
        produce(http.getConfig("produce")),
        read(http.getConfig("read")),
        events(http.getConfig("events")));
  }

  /** The same on another port; 0 takes any that is free. */
  public HttpSettings withPort(int other) {
    return new HttpSettings(host, other, connections, bodies, produce, read, events);
  }

  private static Connections connections(Config config) {
    return new Connections(
        config.getInt("max"),
        config.getInt("backlog"),
        config.getDuration("idle-timeout"),
        config.getDuration("request-timeout"),
        config.getDuration("drain-timeout"));
  }

  private static Bodies.Limits bodies(Config config) {
    return new Bodies.Limits(
        config.getBytes("max-size"),
        config.getBytes("max-in-flight"),
        config.getBytes("max-drain"),
        config.getDuration("timeout"));
  }

  private static ProduceSettings produce(Config config) {
    return new ProduceSettings(
        new RecordLimits(
            bytes(config, "max-key-size"),
            config.getInt("max-headers"),
            bytes(config, "max-headers-size")),
        config.getInt("max-records"),
        bytes(config, "chunk-size"),
        bytes(config, "max-line-size"),
        bytes(config, "max-batch-size"),
        config.getDuration("timeout"),
        config.getDuration("max-timeout"),
        config.getDuration("heartbeat"));
  }

  private static ReadSettings read(Config config) {
    return new ReadSettings(
        config.getInt("limit"),
        config.getInt("max-limit"),
        bytes(config, "size"),
        bytes(config, "max-size"),
        bytes(config, "max-answer-size"),
        config.getDuration("max-wait"));
  }

  private static EventSettings events(Config config) {
    return new EventSettings(
        config.getInt("max-partitions"),
        bytes(config, "fetch-size"),
        config.getDuration("poll"),
        config.getDuration("heartbeat"),
        config.getDuration("retry"));
  }

  private static int bytes(Config config, String key) {
    return Math.toIntExact(config.getBytes(key));
  }
}
