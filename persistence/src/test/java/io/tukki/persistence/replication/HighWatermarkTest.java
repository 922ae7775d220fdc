package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.PartitionLog.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class HighWatermarkTest {

  private final HighWatermark highWatermark = new HighWatermark();
  private final List<Long> heard = new ArrayList<>();

  @Test
  void listenersHearWhereItMoved() {
    highWatermark.subscribe(heard::add);

    highWatermark.advance(3);
    highWatermark.advance(7);

    assertThat(heard).containsExactly(3L, 7L);
    assertThat(highWatermark.offset()).isEqualTo(7);
  }

  @Test
  void itNeverGoesBackAndSaysNothingWhereItStands() {
    highWatermark.subscribe(heard::add);
    highWatermark.advance(5);

    highWatermark.advance(4);
    highWatermark.advance(5);

    assertThat(highWatermark.offset()).isEqualTo(5);
    assertThat(heard).containsExactly(5L);
  }

  @Test
  void endedSubscriptionHearsNothingAndLeavesOthersAlone() {
    LongConsumer listener = heard::add;
    Subscription first = highWatermark.subscribe(listener);
    highWatermark.subscribe(listener);

    first.close();
    first.close();
    highWatermark.advance(1);

    assertThat(heard).containsExactly(1L);
  }

  @Test
  void failingListenerKeepsNothingFromTheOthers() {
    highWatermark.subscribe(
        offset -> {
          throw new IllegalStateException("a bug of the listener");
        });
    highWatermark.subscribe(heard::add);

    highWatermark.advance(2);

    assertThat(heard).containsExactly(2L);
  }
}
