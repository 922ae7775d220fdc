package io.tukki.streams.consumer;

import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;

/** What reaches a source's stage from outside of the stream. */
sealed interface ConsumerEvent {

  enum Stop implements ConsumerEvent {
    STOP
  }

  record ImageChanged(ClusterImage image) implements ConsumerEvent {}

  /** The answer to {@link PartitionQuestions#end}. */
  record EndFound(PartitionReader reader, StartFrom start, Result<TimestampLookup> result)
      implements ConsumerEvent {}

  /** The answer to {@link PartitionQuestions#start}. */
  record StartFound(PartitionReader reader, StartFrom start, Result<TimestampLookup> result)
      implements ConsumerEvent {}

  /** The answer to {@link PartitionQuestions#fetch}. */
  record Fetched(PartitionReader reader, Result<ByteBuffer> result) implements ConsumerEvent {}

  /** A question was not answered at all, which is a bug or a broken disk. */
  record Broken(Throwable cause) implements ConsumerEvent {}
}
