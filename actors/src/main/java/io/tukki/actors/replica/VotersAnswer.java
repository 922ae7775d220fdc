package io.tukki.actors.replica;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.Result;
import java.util.List;

/**
 * @param asked the voters that were asked for
 * @param voters those that the log has now
 */
public record VotersAnswer(
    PartitionId partition, List<ReplicaId> asked, Result<List<ReplicaId>> voters) {

  public VotersAnswer {
    asked = List.copyOf(asked);
  }
}
