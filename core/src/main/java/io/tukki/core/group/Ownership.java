package io.tukki.core.group;

import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose each partition is at this moment: whoever was told to have it and has not said that it gave
 * it up. The other side of the members' positions, from which it can be made anew.
 */
final class Ownership {

  private final Map<TopicId, @Nullable MemberId[]> owners = new HashMap<>();

  void clear() {
    owners.clear();
  }

  /** Whether the member may be told to have the partition. */
  boolean isFree(TopicId topic, int partition, MemberId member) {
    @Nullable MemberId[] partitions = owners.get(topic);
    if (partitions == null || partition >= partitions.length) {
      return true;
    }
    MemberId owner = partitions[partition];
    return owner == null || owner.equals(member);
  }

  void claim(PartitionSet claimed, MemberId member) {
    claimed.forEach(
        (topic, partition) -> {
          if (!isFree(topic, partition, member)) {
            throw new IllegalStateException(
                "partition %s-%d has an owner already".formatted(topic, partition));
          }
          @Nullable MemberId[] partitions = owners.get(topic);
          if (partitions == null || partition >= partitions.length) {
            int room = Math.max(partition + 1, partitions == null ? 0 : 2 * partitions.length);
            partitions = partitions == null ? new MemberId[room] : Arrays.copyOf(partitions, room);
            owners.put(topic, partitions);
          }
          partitions[partition] = member;
        });
  }

  void release(PartitionSet released, MemberId member) {
    released.forEach(
        (topic, partition) -> {
          @Nullable MemberId[] partitions = owners.get(topic);
          if (partitions != null
              && partition < partitions.length
              && member.equals(partitions[partition])) {
            partitions[partition] = null;
          }
        });
  }
}
