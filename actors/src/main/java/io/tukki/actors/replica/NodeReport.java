package io.tukki.actors.replica;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import java.util.List;
import java.util.Map;

/**
 * How the replicas on one node fare. Partitions that sleep are in nobody's report: nothing is
 * written to them.
 *
 * @param leads how many partitions are awake and led here
 * @param holds how many logs of partitions are in use here
 * @param underReplicated partitions led here of which some voter does not follow
 * @param leaderless partitions that are in use here and have no leader that this node knows
 * @param followers how far those who follow this node's leaders are behind
 * @param mayLackCommitted partitions that a replica here took over, since the node was started,
 *     from the best of too few logs that could be trusted
 * @param troubles the first of all these, as many as fit a message
 */
public record NodeReport(
    NodeId node,
    int leads,
    int holds,
    int underReplicated,
    int leaderless,
    int mayLackCommitted,
    Map<NodeId, Lag> followers,
    List<Trouble> troubles) {

  public NodeReport {
    followers = Map.copyOf(followers);
    troubles = List.copyOf(troubles);
  }

  /**
   * @param partitions how many it follows
   * @param behind how many of them are not quite what their leader has
   * @param records by how many records it is behind in all of them together
   * @param mostRecords by how many in the one that is furthest behind
   */
  public record Lag(int partitions, int behind, long records, long mostRecords) {

    static final Lag NONE = new Lag(0, 0, 0, 0);

    Lag plus(long recordsBehind) {
      return new Lag(
          partitions + 1,
          behind + (recordsBehind > 0 ? 1 : 0),
          records + recordsBehind,
          Math.max(mostRecords, recordsBehind));
    }
  }

  /** What is wrong with a partition. */
  public enum Kind {
    UNDER_REPLICATED,
    LEADERLESS,
    COMMITTED_MAY_BE_LOST
  }

  /**
   * @param missing voters that do not follow, of one that is under-replicated
   */
  public record Trouble(PartitionId partition, Kind kind, List<NodeId> missing) {

    public Trouble {
      missing = List.copyOf(missing);
    }
  }
}
