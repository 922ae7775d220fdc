package io.tukki.actors.partition.remote;

import io.tukki.actors.Partitions;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Refusal;

/** What comes back for a {@link Question}. */
sealed interface Answer {

  record Refused(Refusal refusal) implements Answer {}

  record Appended(AppendResult result) implements Answer {}

  record Fetched(
      long nextOffset,
      long highWatermark,
      long logStartOffset,
      LeaderEpoch leaderEpoch,
      Load batches)
      implements Answer {}

  record LookedUp(TimestampLookup result) implements Answer {}

  record BoundsAre(Partitions.Bounds bounds) implements Answer {}

  record RecordsDeleted(long logStartOffset) implements Answer {}
}
