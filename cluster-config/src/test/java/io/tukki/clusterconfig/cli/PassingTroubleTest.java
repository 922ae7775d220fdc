package io.tukki.clusterconfig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

final class PassingTroubleTest {

  private static final String REGION = "org.apache.pekko.cluster.sharding.ShardRegion";
  private static final String COORDINATOR =
      "org.apache.pekko.cluster.sharding.DDataShardCoordinator";
  private static final String STREAM = "org.apache.pekko.stream.Materializer";
  private static final String LOOKING =
      "partition: Trying to register to coordinator at [x], but no acknowledgement.";
  private static final String NO_MAJORITY =
      "partition: The ShardCoordinator was unable to update a distributed state within 1000 ms";

  private final LoggerContext context = new LoggerContext();
  private final PassingTrouble filter = new PassingTrouble();

  private boolean tells(String logger, String message, long atMs) {
    return filter.decide(event(logger, message, atMs)) != FilterReply.DENY;
  }

  private LoggingEvent event(String logger, String message, long atMs) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName(logger);
    event.setLevel(Level.WARN);
    event.setMessage(message);
    event.setTimeStamp(atMs);
    return event;
  }

  @Test
  void whatPassesIsNotTold() {
    for (int atMs = 0; atMs < 10_000; atMs += 200) {
      assertThat(tells(REGION, LOOKING, atMs)).isFalse();
    }
  }

  @Test
  void whatLastsIsToldAndThenOnceAMinute() {
    int told = 0;
    for (int atMs = 0; atMs < 131_000; atMs += 1000) {
      told += tells(COORDINATOR, NO_MAJORITY, atMs) ? 1 : 0;
    }

    // At 10, 70 and 130 s.
    assertThat(told).isEqualTo(3);
  }

  @Test
  void troubleThatCameBackIsAnother() {
    for (int atMs = 0; atMs < 8_000; atMs += 1000) {
      tells(REGION, LOOKING, atMs);
    }

    assertThat(tells(REGION, LOOKING, 14_000)).isFalse();
    assertThat(tells(REGION, LOOKING, 17_000)).isFalse();
  }

  @Test
  void oneKindsTroubleSaysNothingOfAnothers() {
    for (int atMs = 0; atMs <= 12_000; atMs += 1000) {
      tells(REGION, LOOKING, atMs);
    }

    assertThat(tells(COORDINATOR, NO_MAJORITY, 12_500)).isFalse();
  }

  @Test
  void whatNobodyKnowsIsToldAtOnce() {
    assertThat(tells(REGION, "partition: Buffer is full, dropping message", 0)).isTrue();
    assertThat(tells(COORDINATOR, "Unexpected change of shard", 0)).isTrue();
    assertThat(tells(STREAM, "Error in stage", 0)).isTrue();
    assertThat(tells("io.tukki.Some", LOOKING, 0)).isTrue();
  }

  @Test
  void aNodesLogHasTheFilterAndSilencesNoLogger() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback-tukki.xml"));

    Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender("STDERR");

    assertThat(appender.getFilterChainDecision(event(REGION, LOOKING, 0)))
        .isEqualTo(FilterReply.DENY);
    assertThat(appender.getFilterChainDecision(event(REGION, "something else", 0)))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(context.getLoggerList()).noneMatch(logger -> logger.getLevel() == Level.OFF);
    assertThat(context.getLogger(COORDINATOR).isWarnEnabled()).isTrue();
    assertThat(context.getLogger(REGION).isWarnEnabled()).isTrue();
  }
}
