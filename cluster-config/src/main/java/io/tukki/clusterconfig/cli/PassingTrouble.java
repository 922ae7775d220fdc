package io.tukki.clusterconfig.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps from a node's log what Pekko repeats several times a second while nodes come and go, and
 * which is over by itself when they have. Trouble that lasts is told, and then once in a while; all
 * other messages of the same loggers pass at once. Thread-safe.
 */
public final class PassingTrouble extends Filter<ILoggingEvent> {

  /** Longer than it takes to put out a silent node and to place what it had. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Without a message for so long, trouble is over: what comes next is another. */
  private static final Duration CALM = Duration.ofSeconds(5);

  private static final Duration BETWEEN_REMINDERS = Duration.ofMinutes(1);

  /** What is known to pass, by the logger and a part of the message. */
  private enum Kind {
    /** A region looks for the coordinator of shards, which is moving. */
    NO_COORDINATOR(
        "org.apache.pekko.cluster.sharding.ShardRegion",
        "Trying to register to coordinator|No coordinator found to register|Requested shard homes"),

    /** The coordinator waits for a majority, of which one has gone and is not removed yet. */
    NO_MAJORITY(
        "org.apache.pekko.cluster.sharding.DDataShardCoordinator",
        "was unable to (get an initial|update a distributed) state"),

    /** Connections to a node that has gone, by the stream that had one. */
    BROKEN_STREAM("org.apache.pekko.stream.Materializer", "^\\[outbound connection to "),

    /** The same, by what makes it anew. */
    RESTARTED_STREAM("org.apache.pekko.remote.artery.Association", "failed\\. Restarting it\\.");

    private final String logger;
    private final Pattern part;

    Kind(String logger, String part) {
      this.logger = logger;
      this.part = Pattern.compile(part);
    }

    static Optional<Kind> of(ILoggingEvent event) {
      for (Kind kind : values()) {
        if (kind.logger.equals(event.getLoggerName())) {
          return kind.part.matcher(event.getFormattedMessage()).find()
              ? Optional.of(kind)
              : Optional.empty();
        }
      }
      return Optional.empty();
    }
  }

  /** Times of the events themselves, in milliseconds. */
  private record Trouble(long lastMs, long toldMs) {

    static Trouble beginning(long nowMs) {
      return new Trouble(nowMs, nowMs + PATIENCE.toMillis() - BETWEEN_REMINDERS.toMillis());
    }

    boolean isOver(long nowMs) {
      return nowMs - lastMs > CALM.toMillis();
    }

    boolean isToBeTold(long nowMs) {
      return nowMs - toldMs >= BETWEEN_REMINDERS.toMillis();
    }
  }

  /** Guarded by itself. */
  private final Map<Kind, Trouble> troubles = new EnumMap<>(Kind.class);

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return Kind.of(event)
        .map(kind -> decide(kind, event.getTimeStamp()))
        .orElse(FilterReply.NEUTRAL);
  }

  private FilterReply decide(Kind kind, long nowMs) {
    synchronized (troubles) {
      Trouble known = troubles.get(kind);
      Trouble now =
          known == null || known.isOver(nowMs)
              ? Trouble.beginning(nowMs)
              : new Trouble(nowMs, known.toldMs());
      boolean told = now.isToBeTold(nowMs);
      troubles.put(kind, told ? new Trouble(nowMs, nowMs) : now);
      return told ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
  }
}
