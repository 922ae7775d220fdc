package io.tukki.core.result;

/**
 * Why something was not done. Nothing has changed when one of these is answered, except where the
 * case says otherwise.
 *
 * <p>The permitted cases are all there is, so that each door's translation is an exhaustive switch.
 */
public sealed interface Refusal {

  /** One or two sentences for a person: what is wrong and what would be right. */
  String message();

  /** Whether the same request, unchanged, may succeed later. */
  default boolean retriable() {
    return false;
  }

  // ---- topics and configuration ----

  record UnknownTopic(String topic) implements Refusal {
    @Override
    public String message() {
      return "There is no topic '" + topic + "'.";
    }
  }

  record TopicExists(String topic) implements Refusal {
    @Override
    public String message() {
      return "Topic '" + topic + "' exists already.";
    }
  }

  record InvalidTopicName(String message) implements Refusal {}

  record InvalidPartitionCount(String message) implements Refusal {}

  record InvalidReplicationFactor(String message) implements Refusal {}

  record InvalidConfig(String key, String message) implements Refusal {}

  /** The request as a whole makes no sense: malformed, contradictory, or over a stated bound. */
  record InvalidRequest(String message) implements Refusal {}

  // ---- nodes and shards ----

  record UnknownNode(String node) implements Refusal {
    @Override
    public String message() {
      return "There is no node " + node + " in this cluster.";
    }
  }

  record UnknownShard(String shard) implements Refusal {
    @Override
    public String message() {
      return "There is no shard '" + shard + "'.";
    }
  }

  /** Fewer nodes than replicas would be left. */
  record TooFewNodes(String message) implements Refusal {}

  /** No replica is left that could be copied. */
  record LastReplica(String message) implements Refusal {}

  /** What was asked for contradicts something that has not ended yet. */
  record MoveUnderWay(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  // ---- partitions ----

  record UnknownPartition(String topic, int partition, int partitionCount) implements Refusal {
    @Override
    public String message() {
      return "Topic '%s' has partitions 0 to %d, not %d."
          .formatted(topic, partitionCount - 1, partition);
    }
  }

  record OffsetOutOfRange(long offset, long logStartOffset, long highWatermark) implements Refusal {
    @Override
    public String message() {
      return "Offset %d is outside what the partition holds: %d up to and including %d can be asked for."
          .formatted(offset, logStartOffset, highWatermark);
    }
  }

  record RecordTooLarge(long sizeBytes, long limitBytes) implements Refusal {
    @Override
    public String message() {
      return "A record batch of %d bytes is larger than the topic's max.message.bytes of %d."
          .formatted(sizeBytes, limitBytes);
    }
  }

  record CorruptBatch(String message) implements Refusal {}

  record InvalidTimestamp(String message) implements Refusal {}

  record UnsupportedCompression(String message) implements Refusal {}

  /** A gap in an idempotent producer's sequence numbers: something before this is missing. */
  record OutOfOrderSequence(long producerId, int expected, int got) implements Refusal {
    @Override
    public String message() {
      return "Producer %d should go on with sequence number %d, but sent %d."
          .formatted(producerId, expected, got);
    }
  }

  /** A duplicate so old that its offsets are no longer remembered. */
  record DuplicateSequence(long producerId, int sequence) implements Refusal {
    @Override
    public String message() {
      return "Producer %d sent sequence number %d before; it was stored then."
          .formatted(producerId, sequence);
    }
  }

  record InvalidProducerEpoch(long producerId, int current, int got) implements Refusal {
    @Override
    public String message() {
      return "Producer %d is fenced: its epoch is %d now, this came with %d."
          .formatted(producerId, current, got);
    }
  }

  /** The partition is led elsewhere, or by nobody yet. */
  record NotLeader(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  /** The asker's leader epoch is older than the partition's. */
  record FencedLeaderEpoch(int current, int got) implements Refusal {
    @Override
    public String message() {
      return "Leader epoch %d is over, it is %d now.".formatted(got, current);
    }
  }

  record NotEnoughReplicas(int inSync, int required) implements Refusal {
    @Override
    public String message() {
      return "%d replicas are in sync, min.insync.replicas demands %d.".formatted(inSync, required);
    }

    @Override
    public boolean retriable() {
      return true;
    }
  }

  // ---- groups ----

  /** A group says no; what that means to the member is the fault's to say. */
  record GroupRefused(GroupFault fault, String message) implements Refusal {
    @Override
    public boolean retriable() {
      return fault.passes();
    }
  }

  // ---- the node ----

  /** A named bound is reached; the caller should slow down. */
  record Overloaded(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  /** Not answered in the caller's time. Whether a write took place is not known. */
  record TimedOut(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  /**
   * Whoever was asked stopped, died or lost its leadership before it could answer. Whether a write
   * took place is not known; a reader asks again.
   */
  record OutcomeUnknown(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  /** No room left on the device: writes are refused, reads and deletes go on. */
  record StorageFull(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }

  /** The log was taken offline because it is damaged or its device failed. */
  record LogOffline(String message) implements Refusal {}

  /** The node is starting or stopping. */
  record NotReady(String message) implements Refusal {
    @Override
    public boolean retriable() {
      return true;
    }
  }
}
