package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.GROUP_ID_NOT_FOUND;
import static io.tukki.core.result.GroupFault.ILLEGAL_GENERATION;
import static io.tukki.core.result.GroupFault.INCONSISTENT_GROUP_PROTOCOL;
import static io.tukki.core.result.GroupFault.NON_EMPTY_GROUP;
import static io.tukki.core.result.GroupFault.UNKNOWN_MEMBER_ID;

import io.tukki.core.group.ClassicRound.Phase;
import io.tukki.core.group.GroupCommand.ClassicCommand;
import io.tukki.core.group.GroupCommand.Committer;
import io.tukki.core.group.GroupCommand.ConsumerCommand;
import io.tukki.core.group.GroupCommand.Delete;
import io.tukki.core.group.GroupCommand.OffsetCommand.Commit;
import io.tukki.core.group.GroupCommand.OffsetCommand.Forget;
import io.tukki.core.group.GroupCommand.TimePassed;
import io.tukki.core.group.GroupCommand.TopicsChanged;
import io.tukki.core.group.GroupEvent.GroupDeleted;
import io.tukki.core.group.GroupReply.Deleted;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One consumer group: what it is asked, in order, and what comes of it.
 *
 * <p>Belongs to one caller and is not thread-safe. {@link #step} changes it at once, so whoever
 * cannot make a step's events durable throws the group away and resumes from what is durable;
 * answers are given only once the events of their step are. It keeps no clock: it says when it must
 * be told that time has passed.
 */
public final class Group {

  private final ClassicGroup classic;
  private final ConsumerGroup consumer;
  private final Positions positions;
  private GroupTopics topics;
  private GroupState state;
  private long wakeAtMs = Long.MAX_VALUE;

  private Group(GroupState state, GroupRules rules, GroupTopics topics) {
    this.state = state;
    this.topics = topics;
    this.classic = new ClassicGroup(rules);
    this.consumer = new ConsumerGroup(rules);
    this.positions = new Positions(rules.offsets());
  }

  /**
   * Goes on where the events led that made this state; every member is given a whole session to
   * make itself heard. A group that nobody has heard of goes on from {@link GroupState#NONE}.
   */
  public static Group resume(GroupState state, GroupRules rules, GroupTopics topics, long nowMs) {
    Group group = new Group(state, rules, topics);
    Turn turn = new Turn(state, nowMs);
    group.consumer.topicsChanged(topics);
    group.classic.resume(turn);
    group.consumer.resume(turn);
    group.endTurn(turn);
    return group;
  }

  /** As it is once the events of all steps so far are durable. */
  public GroupState state() {
    return state;
  }

  /** When {@link TimePassed} is due, or earlier; it does no harm to come too soon. */
  public OptionalLong wakeAtMs() {
    return wakeAtMs == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(wakeAtMs);
  }

  /** Whether there are members, or some are on their way in. */
  public boolean hasMembers() {
    return state.hasMembers() || classic.phase() != Phase.EMPTY;
  }

  public GroupDescription describe() {
    return GroupDescription.of(state, classic.phase(), classic.seated());
  }

  /**
   * Why this asker must not be told the group's positions, if it must not: whoever says that it is
   * a member has to be one, so that a member that was put out does not go on from there.
   */
  public Optional<Refusal> doubts(Committer reader) {
    return switch (reader) {
      case Committer.Outsider outsider -> Optional.empty();
      case Committer.Member member -> checkCommitter(member, true);
    };
  }

  /**
   * @param nowMs never less than in the step before
   */
  public GroupStep step(GroupCommand command, long nowMs) {
    Turn turn = new Turn(state, nowMs);
    switch (command) {
      case ClassicCommand asked -> classic(asked, turn);
      case ConsumerCommand asked -> consumer(asked, turn);
      case Commit commit -> commit(commit, turn);
      case Forget forget ->
          positions.forget(forget, consumer::reads, hasMembers() && !isConsumerGroup(), turn);
      case Delete delete -> delete(delete, turn);
      case TopicsChanged(var now, var deleted) -> {
        topics = now;
        consumer.topicsChanged(now);
        Positions.forgetTopics(deleted, turn);
      }
      case TimePassed passed -> timePassed(turn);
    }
    endTurn(turn);
    return turn.step();
  }

  private void endTurn(Turn turn) {
    state = turn.state();
    positions.watch(hasMembers(), turn);
    wakeAtMs = Math.min(wakeAtMs, turn.wakeAtMs());
  }

  // ---- which protocol ----

  private boolean isConsumerGroup() {
    return state.membership() instanceof ConsumerMembers;
  }

  /** A group without members speaks whatever protocol the next one speaks that comes. */
  private void classic(ClassicCommand asked, Turn turn) {
    if (!isConsumerGroup() || !state.hasMembers()) {
      classic.handle(asked, turn);
      return;
    }
    switch (asked) {
      case ClassicCommand.Join join ->
          turn.refuse(
              join.ticket(),
              INCONSISTENT_GROUP_PROTOCOL,
              "The group's members speak the consumer protocol; all must leave before another is"
                  + " spoken.");
      case ClassicCommand.Sync sync ->
          turn.refuse(sync.ticket(), Faults.unknown(sync.caller().member()));
      case ClassicCommand.Heartbeat heartbeat ->
          turn.refuse(heartbeat.ticket(), Faults.unknown(heartbeat.caller().member()));
      // Answers that none of them is a member: it has no classic members.
      case ClassicCommand.Leave leave -> classic.handle(leave, turn);
    }
  }

  private void consumer(ConsumerCommand asked, Turn turn) {
    if (classic.phase() != Phase.EMPTY) {
      turn.refuse(
          asked.ticket(),
          GROUP_ID_NOT_FOUND,
          "The group's members speak the classic protocol; all must leave before another is"
              + " spoken.");
    } else if (isConsumerGroup() || asked instanceof ConsumerCommand.Enter) {
      consumer.handle(asked, turn);
    } else {
      turn.refuse(asked.ticket(), GROUP_ID_NOT_FOUND, "There is no such group.");
    }
  }

  // ---- positions ----

  private void commit(Commit commit, Turn turn) {
    Optional<Refusal> doubts = checkCommitter(commit.committer(), false);
    if (doubts.isPresent()) {
      turn.refuse(commit.ticket(), doubts.get());
      return;
    }
    positions.commit(commit, topics, turn);
    if (commit.committer() instanceof Committer.Member member) {
      classic.heard(member.member(), turn);
    }
  }

  private Optional<Refusal> checkCommitter(Committer committer, boolean onlyReads) {
    if (classic.phase() != Phase.EMPTY) {
      return classic.doubts(committer, state.classic(), onlyReads);
    }
    return switch (state.membership()) {
      case ConsumerMembers members -> ConsumerGroup.doubts(committer, members);
      case ClassicMembers members -> classic.doubts(committer, members, onlyReads);
      case Membership.None none ->
          switch (committer) {
            case Committer.Outsider outsider -> Optional.empty();
            case Committer.Member member ->
                Optional.of(
                    new GroupRefused(
                        onlyReads ? UNKNOWN_MEMBER_ID : ILLEGAL_GENERATION,
                        "The group has no members; join it again."));
          };
    };
  }

  // ---- the whole of it ----

  private void delete(Delete delete, Turn turn) {
    if (hasMembers()) {
      turn.refuse(delete.ticket(), NON_EMPTY_GROUP, "The group has members.");
    } else if (!state.exists()) {
      turn.refuse(delete.ticket(), GROUP_ID_NOT_FOUND, "There is no such group.");
    } else {
      turn.happened(new GroupDeleted());
      turn.answer(delete.ticket(), new Deleted());
    }
  }

  private void timePassed(Turn turn) {
    wakeAtMs = Long.MAX_VALUE;
    classic.timePassed(turn);
    if (isConsumerGroup()) {
      consumer.timePassed(turn);
    }
    positions.timePassed(turn);
  }
}
