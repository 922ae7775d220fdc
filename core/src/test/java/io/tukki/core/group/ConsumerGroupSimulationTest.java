package io.tukki.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.group.GroupCommand.Changes;
import io.tukki.core.group.GroupCommand.ConsumerCommand;
import io.tukki.core.group.GroupReply.Reported;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.GroupFault;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members that come, go, die, stall, miss answers and change their minds, coordinators that crash,
 * topics that grow. A member counts as owner of what it was told to have until it has told that it
 * gave it up or until the group has put it out.
 */
class ConsumerGroupSimulationTest {

  private static final GroupRules RULES = GroupRules.DEFAULT;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("tukki.test.seeds", 60));
  }

  private final class Member {
    private MemberId id = new MemberId("m" + names++);
    private final Optional<InstanceId> instance;
    private Set<String> topics;
    private boolean joined;
    private int epoch;
    private PartitionSet owned = PartitionSet.EMPTY;

    /** What it was told last; it takes a while to get there. */
    private PartitionSet told = PartitionSet.EMPTY;

    private boolean dead;
    private boolean subscriptionChanged;

    Member(Optional<InstanceId> instance, Set<String> topics) {
      this.instance = instance;
      this.topics = topics;
    }

    void act(Random random) {
      if (!joined) {
        hear(
            random,
            ask(
                ticket ->
                    new ConsumerCommand.Enter(
                        ticket,
                        id,
                        instance,
                        new Client("c", "h"),
                        Optional.empty(),
                        30_000,
                        new Subscription(topics, Optional.empty()),
                        Optional.empty())));
        return;
      }
      if (random.nextInt(3) > 0 || quiet) {
        // Gives up first, takes over only when that is done.
        PartitionSet unwanted = owned.minus(told);
        owned = unwanted.isEmpty() ? told : owned.and(told);
      }
      Changes changes =
          subscriptionChanged
              ? new Changes(
                  Optional.empty(),
                  java.util.OptionalInt.empty(),
                  Optional.of(topics),
                  Optional.empty(),
                  Optional.empty())
              : Changes.NONE;
      // While it takes over what it was told to have, it does not say what it has: a list without
      // it would pass for having given it up.
      Optional<PartitionSet> said = owned.containsAll(told) ? Optional.of(owned) : Optional.empty();
      hear(
          random,
          ask(ticket -> new ConsumerCommand.Report(ticket, id, instance, epoch, changes, said)));
    }

    private void hear(Random random, Result<GroupReply> answer) {
      if (!quiet && random.nextInt(8) == 0) {
        return; // The answer is lost.
      }
      switch (answer) {
        case Result.Ok<GroupReply>(Reported reported) -> {
          joined = true;
          subscriptionChanged = false;
          epoch = reported.epoch();
          reported.assignment().ifPresent(assignment -> told = assignment);
        }
        case Result.Ok<GroupReply> other -> throw new AssertionError(other);
        case Result.Refused<GroupReply>(Refusal.GroupRefused(var fault, var message)) -> {
          assertThat(fault)
              .as(message)
              .isIn(
                  GroupFault.UNKNOWN_MEMBER_ID,
                  GroupFault.FENCED_MEMBER_EPOCH,
                  GroupFault.FENCED_INSTANCE_ID,
                  GroupFault.UNRELEASED_INSTANCE_ID);
          startOver();
          dead |= fault == GroupFault.FENCED_INSTANCE_ID;
        }
        case Result.Refused<GroupReply> other -> throw new AssertionError(other);
      }
    }

    void startOver() {
      joined = false;
      epoch = 0;
      owned = PartitionSet.EMPTY;
      told = PartitionSet.EMPTY;
    }

    void leave(boolean returning) {
      ask(ticket -> new ConsumerCommand.Depart(ticket, id, instance, returning));
      startOver();
    }
  }

  private final Coordinator coordinator =
      new Coordinator(RULES, TestTopics.of(1, Map.of("a", 5, "b", 3)));
  private final List<Member> members = new ArrayList<>();
  private int names;
  private boolean quiet;

  private Result<GroupReply> ask(java.util.function.Function<Ticket, GroupCommand> command) {
    Ticket ticket = coordinator.ask(command);
    return coordinator.take(ticket).result();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nobodySharesAPartitionAndInTheEndAllIsDealtEvenly(long seed) {
    Random random = new Random(seed);
    boolean equal = random.nextBoolean();
    for (int step = 0; step < 300; step++) {
      disturb(random, equal);
      if (!members.isEmpty()) {
        Member member = members.get(random.nextInt(members.size()));
        if (!member.dead) {
          member.act(random);
        }
      }
      assertNobodyShares();
      coordinator.advance(random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(500));
    }
    settle(random);
    assertDealt(equal);
  }

  private void disturb(Random random, boolean equal) {
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        if (members.size() < 8) {
          Optional<InstanceId> instance =
              random.nextInt(3) == 0
                  ? Optional.of(new InstanceId("i" + random.nextInt(4)))
                  : Optional.empty();
          members.add(new Member(instance, equal ? Set.of("a", "b") : someTopics(random)));
        }
      }
      case 2 -> someMember(random).ifPresent(member -> member.dead = true);
      case 3 ->
          someMember(random)
              .ifPresent(
                  member -> {
                    boolean returning = member.instance.isPresent() && random.nextBoolean();
                    if (member.joined) {
                      member.leave(returning);
                    }
                    // Starts again, under another id.
                    member.id = new MemberId("m" + names++);
                  });
      case 4 -> coordinator.crash();
      case 5 -> {
        if (!equal) {
          someMember(random)
              .ifPresent(
                  member -> {
                    member.topics = someTopics(random);
                    member.subscriptionChanged = true;
                  });
        }
      }
      case 6 -> {
        if (random.nextInt(5) == 0) {
          TestTopics topics = (TestTopics) coordinator.topics;
          String name = random.nextBoolean() ? "a" : "b";
          coordinator.setTopics(topics.with(name, topics.count(name) + 1));
        }
      }
      default -> {}
    }
  }

  private Optional<Member> someMember(Random random) {
    List<Member> living = members.stream().filter(member -> !member.dead).toList();
    return living.isEmpty()
        ? Optional.empty()
        : Optional.of(living.get(random.nextInt(living.size())));
  }

  private static Set<String> someTopics(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Set.of("a");
      case 1 -> Set.of("b");
      default -> Set.of("a", "b");
    };
  }

  private void assertNobodyShares() {
    Map<PartitionId, MemberId> owners = new HashMap<>();
    ConsumerMembers known = coordinator.group.state().consumer();
    for (Member member : members) {
      // Once the group has put a member out, it owns nothing, though it may not know it yet.
      if (known.member(member.id).isPresent() && member.joined && !isFenced(member, known)) {
        member.owned.stream()
            .forEach(
                partition ->
                    assertThat(owners.put(partition, member.id))
                        .as("owner of %s besides %s", partition, member.id)
                        .isNull());
      }
    }
  }

  private static boolean isFenced(Member member, ConsumerMembers known) {
    Position position = known.member(member.id).orElseThrow().position();
    return member.epoch != position.epoch() && member.epoch != position.previousEpoch();
  }

  /** Nothing happens any more but heartbeats: all must be well after some of them. */
  private void settle(Random random) {
    quiet = true;
    Set<InstanceId> running = new HashSet<>();
    for (Member member : List.copyOf(members)) {
      if (member.dead || (member.instance.isPresent() && !running.add(member.instance.get()))) {
        members.remove(member);
      }
    }
    if (members.isEmpty()) {
      members.add(new Member(Optional.empty(), Set.of("a", "b")));
    }
    for (int round = 0; round < 40; round++) {
      members.forEach(member -> member.act(random));
      assertNobodyShares();
      coordinator.advance(3_000);
    }
  }

  private void assertDealt(boolean equal) {
    TestTopics topics = (TestTopics) coordinator.topics;
    assertThat(coordinator.group.describe().state()).isEqualTo(GroupDescription.State.STABLE);
    Set<PartitionId> owned = new HashSet<>();
    for (Member member : members) {
      assertThat(member.owned).isEqualTo(member.told);
      member.owned.stream().forEach(partition -> assertThat(owned.add(partition)).isTrue());
      assertThat(member.topics.stream().map(TestTopics::id)).containsAll(member.owned.topics());
    }
    Set<String> wanted = new HashSet<>();
    members.forEach(member -> wanted.addAll(member.topics));
    assertThat(owned).hasSize(wanted.stream().mapToInt(topics::count).sum());
    if (equal) {
      int least = members.stream().mapToInt(member -> member.owned.size()).min().orElseThrow();
      int most = members.stream().mapToInt(member -> member.owned.size()).max().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(1);
    }
  }
}
