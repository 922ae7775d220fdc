package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ClassicEvent.AssignmentsMade;
import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMemberReplaced;
import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMembersLeft;
import io.tukki.core.group.GroupEvent.ClassicEvent.GenerationBegun;
import io.tukki.core.group.GroupEvent.ConsumerEvent.EpochBegun;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberDescribed;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberMoved;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberReplaced;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MembersLeft;
import io.tukki.core.group.GroupEvent.ConsumerEvent.TargetSet;
import io.tukki.core.group.GroupEvent.GroupDeleted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsCommitted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsForgotten;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened, in words that a person can follow. */
final class Narration {

  private Narration() {}

  static String of(GroupEvent event) {
    return switch (event) {
      case GenerationBegun begun ->
          "generation %d begins%s; joined %s, gone %s"
              .formatted(
                  begun.generation(),
                  begun
                      .leader()
                      .map(id -> " with " + begun.agreement().protocol() + " under " + id)
                      .orElse(" empty"),
                  names(begun.joined().stream().map(ClassicMember::id).toList()),
                  names(begun.gone()));
      case AssignmentsMade made ->
          "assigned "
              + made.assignments().entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(entry -> entry.getKey() + "->" + text(entry.getValue()))
                  .collect(Collectors.joining(" "));
      case ClassicMembersLeft left -> "left: " + names(left.members());
      case ClassicMemberReplaced replaced ->
          "%s takes the place of %s%s"
              .formatted(
                  replaced.member().id(),
                  replaced.old(),
                  replaced.keepsGeneration() ? "; the generation goes on" : "");
      case MemberDescribed described -> "described: " + described.details().id();
      case MemberReplaced replaced ->
          replaced.details().id() + " takes the place of " + replaced.old();
      case MembersLeft left -> "left: " + names(left.members());
      case EpochBegun begun -> "epoch " + begun.epoch() + " begins";
      case TargetSet set ->
          "target of epoch %d: %s"
              .formatted(
                  set.epoch(),
                  set.changed().entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .map(entry -> entry.getKey() + " " + partitions(entry.getValue()))
                      .collect(Collectors.joining(", ")));
      case MemberMoved moved -> moved.member() + " is " + of(moved.position());
      case OffsetsCommitted committed ->
          "committed "
              + committed.offsets().stream()
                  .map(offset -> name(offset.partition()) + "@" + offset.offset())
                  .collect(Collectors.joining(" "));
      case OffsetsForgotten forgotten -> "forgotten " + partitions(forgotten.partitions().stream());
      case GroupDeleted deleted -> "the group is deleted";
    };
  }

  private static String of(Position position) {
    return "%s at epoch %d with %s%s"
        .formatted(
            position.progress(),
            position.epoch(),
            partitions(position.assigned()),
            position.givingUp().isEmpty()
                ? ""
                : ", is to give up " + partitions(position.givingUp()));
  }

  static String of(Result<GroupReply> result) {
    return switch (result) {
      case Result.Ok<GroupReply>(var reply) -> of(reply);
      case Result.Refused<GroupReply>(Refusal.GroupRefused(var fault, var message)) ->
          fault.toString();
      case Result.Refused<GroupReply>(var refusal) ->
          refusal.getClass().getSimpleName() + ": " + refusal.message();
    };
  }

  private static String of(GroupReply reply) {
    return switch (reply) {
      case GroupReply.MemberIdGiven given -> "come again as " + given.member();
      case GroupReply.Joined joined ->
          "is %s in generation %d, %s under %s%s%s"
              .formatted(
                  joined.member(),
                  joined.generation(),
                  joined.protocol(),
                  joined.leader(),
                  joined.members().isEmpty()
                      ? ""
                      : " of "
                          + names(
                              joined.members().stream()
                                  .map(GroupReply.JoinedMember::member)
                                  .toList()),
                  joined.skipAssignment() ? ", nothing to assign" : "");
      case GroupReply.Synced synced -> "is given '" + text(synced.assignment()) + "'";
      case GroupReply.Heard heard -> "heard";
      case GroupReply.Left left ->
          left.leavers().stream()
              .map(
                  leaving ->
                      leaving
                          .refusal()
                          .map(refusal -> of(Result.<GroupReply>refused(refusal)))
                          .orElse("left"))
              .collect(Collectors.joining(", "));
      case GroupReply.Reported reported ->
          "is at epoch %d%s, next heartbeat in %d ms"
              .formatted(
                  reported.epoch(),
                  reported
                      .assignment()
                      .map(assignment -> ", is to have " + partitions(assignment))
                      .orElse(""),
                  reported.heartbeatIntervalMs());
      case GroupReply.Departed departed -> "departed";
      case GroupReply.OffsetsChanged changed ->
          changed.refused().isEmpty()
              ? "done"
              : changed.refused().entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(
                      entry ->
                          name(entry.getKey())
                              + " "
                              + of(Result.<GroupReply>refused(entry.getValue())))
                  .collect(Collectors.joining(", "));
      case GroupReply.Deleted deleted -> "deleted";
    };
  }

  static String of(GroupDescription description) {
    return switch (description) {
      case GroupDescription.Memberless memberless -> memberless.state().toString();
      case GroupDescription.Classic classic ->
          "%s, generation %d: %s"
              .formatted(
                  classic.state(),
                  classic.generation(),
                  classic.members().stream()
                      .map(member -> member.id() + " '" + text(member.assignment()) + "'")
                      .collect(Collectors.joining(", ")));
      case GroupDescription.Consumer consumer ->
          "%s, epoch %d, target of epoch %d by %s%s"
              .formatted(
                  consumer.state(),
                  consumer.epoch(),
                  consumer.targetEpoch(),
                  consumer.assignor(),
                  consumer.members().stream()
                      .map(member -> "\n" + member.details().id() + " " + of(member.position()))
                      .collect(Collectors.joining()));
    };
  }

  private static String names(Collection<MemberId> members) {
    return members.isEmpty()
        ? "nobody"
        : members.stream().sorted().map(MemberId::value).collect(Collectors.joining(" "));
  }

  private static String text(Opaque opaque) {
    return new String(opaque.toArray(), StandardCharsets.UTF_8);
  }

  private static String partitions(PartitionSet partitions) {
    return partitions(partitions.stream());
  }

  private static String partitions(Stream<PartitionId> partitions) {
    Set<String> names =
        partitions.map(Narration::name).collect(Collectors.toCollection(TreeSet::new));
    return names.isEmpty() ? "nothing" : String.join(" ", names);
  }

  private static String name(PartitionId partition) {
    String topic =
        Stream.of("orders", "payments", "audit", "t")
            .filter(name -> TestTopics.id(name).equals(partition.topic()))
            .findFirst()
            .orElse("?");
    return topic + "-" + partition.partition();
  }
}
