package io.tukki.core.group;

import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a group is asked, or told. What has a ticket is answered exactly once, perhaps later. */
public sealed interface GroupCommand {

  /** The members agree among themselves, by way of a leader that is one of them. */
  sealed interface ClassicCommand extends GroupCommand {

    Ticket ticket();

    /**
     * @param member who it says it is; empty where it was never told
     * @param fresh the id that it gets if it needs one: whoever asks has drawn it at random
     */
    record Join(
        Ticket ticket,
        Optional<MemberId> member,
        MemberId fresh,
        Candidate candidate,
        Handshake handshake)
        implements ClassicCommand {}

    /**
     * @param assignments what the leader gives to each member; empty from all others
     */
    record Sync(
        Ticket ticket, Caller caller, ProtocolClaim claim, Map<MemberId, Opaque> assignments)
        implements ClassicCommand {

      public Sync {
        assignments = Map.copyOf(assignments);
      }
    }

    record Heartbeat(Ticket ticket, Caller caller, int generation) implements ClassicCommand {}

    record Leave(Ticket ticket, List<Leaver> leavers) implements ClassicCommand {

      public Leave {
        leavers = List.copyOf(leavers);
      }
    }
  }

  /**
   * @param protocols in the order in which it would like them
   */
  record Candidate(
      Optional<InstanceId> instance,
      Client client,
      int sessionTimeoutMs,
      int rebalanceTimeoutMs,
      String protocolType,
      List<ClassicProtocol> protocols) {

    public Candidate {
      protocols = List.copyOf(protocols);
    }
  }

  /**
   * What a client's version can do.
   *
   * @param learnsItsIdFirst it is told its id before it is taken in, so that one that tries again
   *     and again is not taken for many
   * @param skipsAssignment a leader that started again can be told that nothing need be assigned
   */
  record Handshake(boolean learnsItsIdFirst, boolean skipsAssignment) {}

  record Caller(MemberId member, Optional<InstanceId> instance) {}

  /** What a member believes the group has agreed on; old clients do not say what protocol. */
  record ProtocolClaim(int generation, Optional<String> protocolType, Optional<String> protocol) {}

  /** Either is enough to tell who is meant; where both are given, both must fit. */
  record Leaver(Optional<MemberId> member, Optional<InstanceId> instance) {}

  /** The group deals partitions itself, and moves them one by one (KIP-848). */
  sealed interface ConsumerCommand extends GroupCommand {

    Ticket ticket();

    MemberId member();

    Optional<InstanceId> instance();

    /** A member comes, or comes back having given up everything it had. */
    record Enter(
        Ticket ticket,
        MemberId member,
        Optional<InstanceId> instance,
        Client client,
        Optional<String> rack,
        int rebalanceTimeoutMs,
        Subscription subscription,
        Optional<String> assignor)
        implements ConsumerCommand {}

    /**
     * A member says that it is alive, what it has, and what has changed.
     *
     * @param owned the partitions it has; empty where that did not change
     */
    record Report(
        Ticket ticket,
        MemberId member,
        Optional<InstanceId> instance,
        int epoch,
        Changes changes,
        Optional<PartitionSet> owned)
        implements ConsumerCommand {}

    /**
     * @param returning a static member that means to be back before its session ends, and whose
     *     partitions wait for it
     */
    record Depart(Ticket ticket, MemberId member, Optional<InstanceId> instance, boolean returning)
        implements ConsumerCommand {}
  }

  /**
   * What a member changes of itself; empty means as it was.
   *
   * @param pattern an empty text takes back the one that there was
   */
  record Changes(
      Optional<String> rack,
      OptionalInt rebalanceTimeoutMs,
      Optional<Set<String>> topics,
      Optional<String> pattern,
      Optional<String> assignor) {

    public static final Changes NONE =
        new Changes(
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Positions, which belong to the group whichever protocol it speaks. */
  sealed interface OffsetCommand extends GroupCommand {

    Ticket ticket();

    record Commit(Ticket ticket, Committer committer, List<OffsetToCommit> offsets)
        implements OffsetCommand {

      public Commit {
        offsets = List.copyOf(offsets);
      }
    }

    record Forget(Ticket ticket, Set<PartitionId> partitions) implements OffsetCommand {

      public Forget {
        partitions = Set.copyOf(partitions);
      }
    }
  }

  /** In whose name positions are changed or read. */
  sealed interface Committer {

    /** No member of the group: may change positions only while there are no members. */
    record Outsider() implements Committer {}

    /**
     * @param epoch the generation, in the classic protocol; the member's epoch in the other
     */
    record Member(MemberId member, Optional<InstanceId> instance, int epoch) implements Committer {}
  }

  /**
   * @param leaderEpoch of the last record read, where the client knows it
   * @param metadata whatever the client wants to be noted along with it
   */
  record OffsetToCommit(
      PartitionId partition, long offset, OptionalInt leaderEpoch, String metadata) {}

  /** Deletes the group, which must not have members, with its positions. */
  record Delete(Ticket ticket) implements GroupCommand {}

  /**
   * These are the topics that there are now.
   *
   * @param deleted topics that are known to be gone for good, whose positions are forgotten. That a
   *     topic is missing does not tell: perhaps this node has not heard of it yet.
   */
  record TopicsChanged(GroupTopics topics, Set<TopicId> deleted) implements GroupCommand {

    public TopicsChanged {
      deleted = Set.copyOf(deleted);
    }
  }

  /** The time that the group asked to be woken at has come. */
  record TimePassed() implements GroupCommand {}
}
