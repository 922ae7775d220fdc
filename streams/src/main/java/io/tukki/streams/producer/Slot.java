package io.tukki.streams.producer;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;

/** Where the result of one record will be found. */
sealed interface Slot {

  boolean isDone();

  /** To be asked for once it is done. */
  Result<RecordMetadata> result();

  /** The record is in a batch and shares that one's fate. */
  record InBatch(OutgoingBatch batch, int index, long timestampMs) implements Slot {

    @Override
    public boolean isDone() {
      return batch.isDone();
    }

    @Override
    public Result<RecordMetadata> result() {
      return batch.resultOf(index, timestampMs);
    }
  }

  /** The record was refused before it came into a batch. */
  record NotTaken(Refusal refusal) implements Slot {

    @Override
    public boolean isDone() {
      return true;
    }

    @Override
    public Result<RecordMetadata> result() {
      return Result.refused(refusal);
    }
  }
}
