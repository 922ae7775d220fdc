package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.result.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a partition remembers of one idempotent producer: its epoch and its last batches, so that a
 * batch sent again is recognized and a batch gone missing is noticed. Immutable.
 *
 * <p>The rules are Kafka's, down to how many batches are remembered: a producer has at most five
 * requests in flight, so an honest retry is never older than that.
 *
 * @param epoch a producer that takes up a higher one fences those who still use a lower
 * @param lastSeenMs when this leader last stored something of it, by the leader's clock
 * @param spans the last batches in this epoch, oldest first; empty where there was none
 * @see <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-98">KIP-98</a>
 */
public record ProducerState(short epoch, long lastSeenMs, List<SequenceSpan> spans) {

  static final int REMEMBERED_BATCHES = 5;

  public ProducerState {
    spans = List.copyOf(spans);
  }

  /** The state after the first batch that was seen of a producer. */
  static ProducerState startingWith(BatchHeader batch, long nowMs) {
    return new ProducerState(
        batch.producerEpoch(),
        nowMs,
        batch.isControl() ? List.of() : List.of(SequenceSpan.of(batch)));
  }

  /** The state after a stored batch; it is history, so it is not judged. */
  ProducerState after(BatchHeader batch, long nowMs) {
    if (batch.producerEpoch() != epoch) {
      return startingWith(batch, nowMs);
    }
    if (batch.isControl()) {
      return new ProducerState(epoch, nowMs, spans);
    }
    int kept = Math.min(spans.size(), REMEMBERED_BATCHES - 1);
    List<SequenceSpan> remembered = new ArrayList<>(kept + 1);
    for (int i = spans.size() - kept; i < spans.size(); i++) {
      remembered.add(spans.get(i));
    }
    remembered.add(SequenceSpan.of(batch));
    return new ProducerState(epoch, nowMs, remembered);
  }

  /** The batch that this is a repetition of, where it is still remembered. */
  Optional<SequenceSpan> duplicateOf(BatchHeader batch) {
    if (batch.producerEpoch() == epoch) {
      for (SequenceSpan span : spans) {
        if (span.isOf(batch)) {
          return Optional.of(span);
        }
      }
    }
    return Optional.empty();
  }

  /** What speaks against storing the batch, which is known to be no duplicate. */
  Optional<Refusal> objectionTo(BatchHeader batch) {
    if (batch.producerEpoch() < epoch) {
      return Optional.of(
          new Refusal.InvalidProducerEpoch(batch.producerId(), epoch, batch.producerEpoch()));
    }
    int expected =
        batch.producerEpoch() > epoch || spans.isEmpty() ? 0 : spans.get(spans.size() - 1).next();
    return batch.baseSequence() == expected
        ? Optional.empty()
        : Optional.of(
            new Refusal.OutOfOrderSequence(batch.producerId(), expected, batch.baseSequence()));
  }
}
