package io.tukki.core.group;

import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a group answers where it does not refuse. */
public sealed interface GroupReply {

  /** Come again, with this id: Kafka's MEMBER_ID_REQUIRED. */
  record MemberIdGiven(MemberId member) implements GroupReply {}

  /**
   * @param members those among whom the leader shall assign; empty for all others
   * @param skipAssignment the leader need not: what was assigned stands
   */
  record Joined(
      MemberId member,
      int generation,
      String protocolType,
      String protocol,
      MemberId leader,
      List<JoinedMember> members,
      boolean skipAssignment)
      implements GroupReply {

    public Joined {
      members = List.copyOf(members);
    }
  }

  record JoinedMember(MemberId member, Optional<InstanceId> instance, Opaque metadata) {}

  record Synced(String protocolType, String protocol, Opaque assignment) implements GroupReply {}

  /** The heartbeat was heard. */
  record Heard() implements GroupReply {}

  record Left(List<Leaving> leavers) implements GroupReply {

    public Left {
      leavers = List.copyOf(leavers);
    }
  }

  /** One of those that were to leave, as it was named, and why it did not. */
  record Leaving(GroupCommand.Leaver leaver, Optional<Refusal> refusal) {}

  /**
   * @param assignment what the member should have: it gives up everything else and says so; empty
   *     where that has not changed
   */
  record Reported(
      MemberId member, int epoch, int heartbeatIntervalMs, Optional<PartitionSet> assignment)
      implements GroupReply {}

  record Departed(MemberId member) implements GroupReply {}

  /**
   * @param refused the partitions whose positions have not been changed; all the others have
   */
  record OffsetsChanged(Map<PartitionId, Refusal> refused) implements GroupReply {

    public OffsetsChanged {
      refused = Map.copyOf(refused);
    }
  }

  record Deleted() implements GroupReply {}
}
