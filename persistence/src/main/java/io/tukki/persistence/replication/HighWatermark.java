package io.tukki.persistence.replication;

import io.tukki.core.log.PartitionLog.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An offset that rises, such as the one below which all is committed, and who wants to hear. */
final class HighWatermark {

  private static final Logger LOG = LoggerFactory.getLogger(HighWatermark.class);

  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private volatile long offset;

  long offset() {
    return offset;
  }

  /** Never goes back; tells the listeners where it moved. */
  synchronized void advance(long to) {
    if (to <= offset) {
      return;
    }
    offset = to;
    for (Listening listening : listeners) {
      listening.hear(to);
    }
  }

  Subscription subscribe(LongConsumer listener) {
    Listening listening = new Listening(listener);
    listeners.add(listening);
    return listening;
  }

  /** One subscription; compared by identity, so that one listener may have several. */
  private final class Listening implements Subscription {

    private final LongConsumer listener;

    Listening(LongConsumer listener) {
      this.listener = listener;
    }

    void hear(long to) {
      try {
        listener.accept(to);
      } catch (RuntimeException e) {
        // A listener's bug must cost neither the writer its answer nor other listeners their news.
        LOG.error("A listener to a high watermark failed", e);
      }
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
