package io.tukki.persistence.journal;

import io.tukki.core.log.PartitionLog.Subscription;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * One entity's events as a stream: reads a chunk when there is demand and nothing left of the last
 * one; at the end of the log either completes or waits for the next commit.
 */
final class EventsSource extends GraphStage<SourceShape<EventEnvelope>> {

  /** What to do when all that there is has been streamed. */
  enum AtTheEnd {
    COMPLETE,
    WAIT
  }

  private final EventsReader reader;
  private final long from;
  private final long to;
  private final AtTheEnd atTheEnd;
  private final Outlet<EventEnvelope> out = Outlet.create("events");

  EventsSource(EventsReader reader, long from, long to, AtTheEnd atTheEnd) {
    this.reader = reader;
    this.from = from;
    this.to = to;
    this.atTheEnd = atTheEnd;
  }

  @Override
  public SourceShape<EventEnvelope> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final Queue<EventEnvelope> buffer = new ArrayDeque<>();
    private long next = Math.max(1, from);
    private boolean reading;
    private @Nullable Subscription subscription;

    Logic() {
      super(shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              deliver();
            }
          });
    }

    @Override
    public void preStart() {
      if (atTheEnd == AtTheEnd.WAIT) {
        AsyncCallback<Boolean> committed = createAsyncCallback(moved -> deliver());
        subscription = reader.onCommit(() -> committed.invoke(true));
      }
    }

    @Override
    public void postStop() {
      if (subscription != null) {
        subscription.close();
      }
    }

    private void deliver() {
      if (!isAvailable(out)) {
        return;
      }
      EventEnvelope event = buffer.poll();
      if (event != null) {
        push(out, event);
      } else if (next > to) {
        completeStage();
      } else if (!reading) {
        readOn();
      }
    }

    private void readOn() {
      long last = Math.min(to, reader.highestSequenceNr());
      if (next > last) {
        if (atTheEnd == AtTheEnd.COMPLETE) {
          completeStage();
        }
        return;
      }
      reading = true;
      AsyncCallback<EventsReader.Chunk> read = createAsyncCallback(this::onRead);
      AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
      reader
          .read(next, last)
          .whenComplete(
              (chunk, failure) -> {
                if (failure == null) {
                  read.invoke(chunk);
                } else {
                  failed.invoke(failure);
                }
              });
    }

    private void onRead(EventsReader.Chunk chunk) {
      reading = false;
      next = chunk.nextSequenceNr();
      buffer.addAll(chunk.events());
      deliver();
    }
  }
}
