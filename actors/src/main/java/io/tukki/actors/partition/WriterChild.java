package io.tukki.actors.partition;

import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the front knows of its writer.
 *
 * <pre>
 *   Recovering --recovered--> Idle --write--> Persisting --done--> Idle
 *        \______failed______________\_____________/
 *                                    v
 *                           Down or Awaiting --retry--> Recovering
 * </pre>
 */
sealed interface WriterChild {

  /** It replays; appends wait. */
  record Recovering(ActorRef<PartitionWriter.Command> writer) implements WriterChild {
    Idle recovered() {
      return new Idle(writer);
    }
  }

  /** It can take a round. */
  record Idle(ActorRef<PartitionWriter.Command> writer) implements WriterChild {
    Persisting write(List<RecordBatch> batches, TimestampType timestampType) {
      writer.tell(new PartitionWriter.Write(batches, timestampType));
      return new Persisting(writer);
    }

    Finishing finish() {
      writer.tell(new PartitionWriter.Finish());
      return new Finishing();
    }
  }

  /** A round is on its way to the log. */
  record Persisting(ActorRef<PartitionWriter.Command> writer) implements WriterChild {
    Idle done() {
      return new Idle(writer);
    }
  }

  /** It failed; until it is tried again this is the answer to appends. */
  record Down(Refusal refusal) implements WriterChild {}

  /** There is none until a majority of replicas can be had; appends wait. */
  record Awaiting(Refusal why) implements WriterChild {}

  /** It saves what it has to and stops. */
  record Finishing() implements WriterChild {}
}
