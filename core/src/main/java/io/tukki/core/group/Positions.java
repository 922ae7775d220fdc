package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.GROUP_ID_NOT_FOUND;
import static io.tukki.core.result.GroupFault.GROUP_SUBSCRIBED_TO_TOPIC;
import static io.tukki.core.result.GroupFault.NON_EMPTY_GROUP;
import static io.tukki.core.result.GroupFault.OFFSET_METADATA_TOO_LARGE;

import io.tukki.core.group.GroupCommand.OffsetCommand.Commit;
import io.tukki.core.group.GroupCommand.OffsetCommand.Forget;
import io.tukki.core.group.GroupCommand.OffsetToCommit;
import io.tukki.core.group.GroupEvent.CommittedOffset;
import io.tukki.core.group.GroupEvent.GroupDeleted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsCommitted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsForgotten;
import io.tukki.core.group.GroupReply.OffsetsChanged;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Refusal.UnknownTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Commits, forgets and expires a group's positions; who may is decided before. */
final class Positions {

  private final GroupRules.OffsetRules rules;
  private long nextCheckMs = Long.MAX_VALUE;

  Positions(GroupRules.OffsetRules rules) {
    this.rules = rules;
  }

  // ---- committing ----

  void commit(Commit commit, GroupTopics topics, Turn turn) {
    if (commit.offsets().size() > rules.maxPartitionsPerRequest()) {
      turn.refuse(
          commit.ticket(),
          new InvalidRequest(
              "One request commits %d positions (max-partitions-per-request), not %d."
                  .formatted(rules.maxPartitionsPerRequest(), commit.offsets().size())));
      return;
    }
    Map<PartitionId, Refusal> refused = new HashMap<>();
    List<CommittedOffset> committed = new ArrayList<>(commit.offsets().size());
    for (OffsetToCommit offset : commit.offsets()) {
      Optional<Refusal> wrong = check(offset, topics);
      if (wrong.isPresent()) {
        refused.put(offset.partition(), wrong.get());
      } else {
        committed.add(
            new CommittedOffset(
                offset.partition(), offset.offset(), offset.leaderEpoch(), offset.metadata()));
      }
    }
    if (!committed.isEmpty()) {
      turn.happened(new OffsetsCommitted(committed, turn.nowMs()));
    }
    turn.answer(commit.ticket(), new OffsetsChanged(refused));
  }

  private Optional<Refusal> check(OffsetToCommit offset, GroupTopics topics) {
    PartitionId partition = offset.partition();
    if (!topics.contain(partition)) {
      return Optional.of(
          topics
              .withId(partition.topic())
              .<Refusal>map(
                  topic ->
                      new Refusal.UnknownPartition(
                          topic.name(), partition.partition(), topic.partitionCount()))
              .orElseGet(() -> new UnknownTopic(partition.topic().toString())));
    }
    if (offset.offset() < 0) {
      return Optional.of(
          new InvalidRequest("A position is 0 or more, not %d.".formatted(offset.offset())));
    }
    int bytes = utf8Bytes(offset.metadata());
    return bytes <= rules.maxMetadataBytes()
        ? Optional.empty()
        : Optional.of(
            new GroupRefused(
                OFFSET_METADATA_TOO_LARGE,
                "The metadata takes %d bytes; %d are possible (max-metadata-bytes)."
                    .formatted(bytes, rules.maxMetadataBytes())));
  }

  private static int utf8Bytes(String text) {
    int bytes = 0;
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      // Either half of a pair of surrogates stands for two of its four bytes.
      bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return bytes;
  }

  // ---- forgetting ----

  /**
   * @param isRead whether members read the topic
   * @param silentMembers whether there are members that do not say what they read
   */
  void forget(Forget forget, Predicate<TopicId> isRead, boolean silentMembers, Turn turn) {
    if (!turn.state().exists()) {
      turn.refuse(forget.ticket(), GROUP_ID_NOT_FOUND, "There is no such group.");
      return;
    }
    if (silentMembers) {
      turn.refuse(forget.ticket(), NON_EMPTY_GROUP, "The group has members.");
      return;
    }
    Map<PartitionId, Refusal> refused = new HashMap<>();
    Set<PartitionId> forgotten = new HashSet<>();
    for (PartitionId partition : forget.partitions()) {
      if (isRead.test(partition.topic())) {
        refused.put(
            partition,
            new GroupRefused(GROUP_SUBSCRIBED_TO_TOPIC, "Members of the group read the topic."));
      } else if (turn.state().offsets().of(partition).isPresent()) {
        forgotten.add(partition);
      }
    }
    if (!forgotten.isEmpty()) {
      turn.happened(new OffsetsForgotten(forgotten));
    }
    turn.answer(forget.ticket(), new OffsetsChanged(refused));
  }

  static void forgetTopics(Set<TopicId> deleted, Turn turn) {
    Set<PartitionId> gone = new HashSet<>();
    if (deleted.stream().anyMatch(turn.state().offsets().topics()::contains)) {
      turn.state()
          .offsets()
          .forEach(
              (partition, committed) -> {
                if (deleted.contains(partition.topic())) {
                  gone.add(partition);
                }
              });
      turn.happened(new OffsetsForgotten(gone));
    }
  }

  // ---- expiring ----

  /** A group without members is looked at from time to time until nothing is left of it. */
  void watch(boolean hasMembers, Turn turn) {
    if (hasMembers || !turn.state().exists()) {
      nextCheckMs = Long.MAX_VALUE;
    } else if (nextCheckMs == Long.MAX_VALUE) {
      nextCheckMs = turn.nowMs() + rules.expiryCheckIntervalMs();
    }
    turn.wakeAt(nextCheckMs);
  }

  void timePassed(Turn turn) {
    if (turn.nowMs() < nextCheckMs) {
      return;
    }
    Set<PartitionId> expired = new HashSet<>();
    long[] nextMs = {Long.MAX_VALUE};
    long emptySinceMs = emptySinceMs(turn.state().membership());
    turn.state()
        .offsets()
        .forEach(
            (partition, committed) -> {
              long atMs = Math.max(emptySinceMs, committed.atMs()) + rules.retentionMs();
              if (turn.nowMs() >= atMs) {
                expired.add(partition);
              } else {
                nextMs[0] = Math.min(nextMs[0], atMs);
              }
            });
    if (expired.size() == turn.state().offsets().size()) {
      turn.happened(new GroupDeleted());
    } else if (!expired.isEmpty()) {
      turn.happened(new OffsetsForgotten(expired));
    }
    nextCheckMs = Math.max(nextMs[0], turn.nowMs() + rules.expiryCheckIntervalMs());
  }

  private static long emptySinceMs(Membership membership) {
    return switch (membership) {
      case Membership.None none -> Long.MIN_VALUE;
      case ClassicMembers classic -> classic.sinceMs();
      case ConsumerMembers consumer -> consumer.emptySinceMs();
    };
  }
}
