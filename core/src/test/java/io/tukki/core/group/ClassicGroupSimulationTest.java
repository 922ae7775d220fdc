package io.tukki.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.group.GroupCommand.Caller;
import io.tukki.core.group.GroupCommand.Candidate;
import io.tukki.core.group.GroupCommand.ClassicCommand;
import io.tukki.core.group.GroupCommand.Committer;
import io.tukki.core.group.GroupCommand.Handshake;
import io.tukki.core.group.GroupCommand.Leaver;
import io.tukki.core.group.GroupCommand.OffsetCommand.Commit;
import io.tukki.core.group.GroupCommand.OffsetToCommit;
import io.tukki.core.group.GroupCommand.ProtocolClaim;
import io.tukki.core.group.GroupReply.Joined;
import io.tukki.core.group.GroupReply.JoinedMember;
import io.tukki.core.group.GroupReply.MemberIdGiven;
import io.tukki.core.group.GroupReply.OffsetsChanged;
import io.tukki.core.group.GroupReply.Synced;
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
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of the classic protocol that come, go, die, stall and miss answers, under coordinators
 * that crash. Each gives up all it has before it joins again, and commits what it has read.
 */
class ClassicGroupSimulationTest {

  private static final int PARTITIONS = 7;
  private static final int SESSION_MS = 10_000;
  private static final int REBALANCE_MS = 20_000;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("tukki.test.seeds", 60));
  }

  private enum Doing {
    OUTSIDE,
    JOINING,
    JOINED,
    SYNCING,
    READING
  }

  private final class Member {
    private final Optional<InstanceId> instance;
    private final String protocol;
    private Optional<MemberId> id = Optional.empty();
    private Doing doing = Doing.OUTSIDE;
    private Ticket ticket = new Ticket(-1);
    private int generation;
    private List<JoinedMember> followers = List.of();
    private final Map<Integer, Long> positions = new HashMap<>();
    private boolean dead;

    Member(Optional<InstanceId> instance, String protocol) {
      this.instance = instance;
      this.protocol = protocol;
    }

    void act(Random random) {
      switch (doing) {
        case OUTSIDE -> join();
        case JOINING, SYNCING -> hear(random);
        case JOINED -> sync();
        case READING -> read(random);
      }
    }

    private void join() {
      positions.clear();
      doing = Doing.JOINING;
      ticket =
          coordinator.ask(
              asked ->
                  new ClassicCommand.Join(
                      asked,
                      id,
                      new MemberId("m" + names++),
                      new Candidate(
                          instance,
                          new Client("c", "h"),
                          SESSION_MS,
                          REBALANCE_MS,
                          "consumer",
                          List.of(
                              new ClassicProtocol(protocol, Opaque.EMPTY),
                              new ClassicProtocol("common", Opaque.EMPTY))),
                      new Handshake(true, true)));
    }

    private void hear(Random random) {
      if (!coordinator.hasAnswer(ticket)) {
        if (!quiet && random.nextInt(20) == 0) {
          doing = Doing.OUTSIDE; // Has waited long enough and asks again.
        } else if (lostByCrash(ticket)) {
          doing = Doing.OUTSIDE;
        }
        return;
      }
      Result<GroupReply> result = coordinator.take(ticket).result();
      if (!quiet && random.nextInt(8) == 0) {
        doing = Doing.OUTSIDE; // The answer is lost.
        return;
      }
      switch (result) {
        case Result.Ok<GroupReply>(MemberIdGiven given) -> {
          id = Optional.of(given.member());
          doing = Doing.OUTSIDE;
        }
        case Result.Ok<GroupReply>(Joined joined) -> {
          id = Optional.of(joined.member());
          generation = joined.generation();
          followers = joined.skipAssignment() ? List.of() : joined.members();
          doing = Doing.JOINED;
        }
        case Result.Ok<GroupReply>(Synced synced) -> take(synced.assignment());
        case Result.Ok<GroupReply> other -> throw new AssertionError(other);
        case Result.Refused<GroupReply>(var refusal) -> refused(refusal);
      }
    }

    private void sync() {
      Map<MemberId, Opaque> assignments = new HashMap<>();
      for (int each = 0; each < followers.size(); each++) {
        Set<Integer> share = new TreeSet<>();
        for (int partition = each; partition < PARTITIONS; partition += followers.size()) {
          share.add(partition);
        }
        assignments.put(followers.get(each).member(), opaque(share));
      }
      doing = Doing.SYNCING;
      ticket =
          coordinator.ask(
              asked ->
                  new ClassicCommand.Sync(
                      asked,
                      caller(),
                      new ProtocolClaim(generation, Optional.of("consumer"), Optional.empty()),
                      assignments));
    }

    private void take(Opaque assignment) {
      doing = Doing.READING;
      for (byte number : assignment.toArray()) {
        PartitionId partition = TestTopics.partition("t", number);
        positions.put(
            (int) number,
            coordinator.group.state().offsets().of(partition).map(Committed::offset).orElse(0L));
      }
      history
          .computeIfAbsent(generation, unseen -> new HashMap<>())
          .put(owner(), Set.copyOf(positions.keySet()));
    }

    /** A static member's next incarnation is the same owner: it puts the one before out. */
    private String owner() {
      return instance.map(InstanceId::value).orElse(id.orElseThrow().value());
    }

    private void read(Random random) {
      Ticket heartbeat =
          coordinator.ask(asked -> new ClassicCommand.Heartbeat(asked, caller(), generation));
      Result<GroupReply> heard = coordinator.take(heartbeat).result();
      if (random.nextBoolean() && !positions.isEmpty()) {
        positions.replaceAll((partition, position) -> position + 1);
        commit();
      }
      if (heard instanceof Result.Refused<GroupReply>(var refusal)) {
        refused(refusal);
      }
    }

    private void commit() {
      List<OffsetToCommit> offsets =
          positions.entrySet().stream()
              .map(
                  entry ->
                      new OffsetToCommit(
                          TestTopics.partition("t", entry.getKey()),
                          entry.getValue(),
                          OptionalInt.empty(),
                          ""))
              .toList();
      Committer committer = new Committer.Member(id.orElseThrow(), instance, generation);
      Offsets before = coordinator.group.state().offsets();
      Ticket asked = coordinator.ask(each -> new Commit(each, committer, offsets));
      if (coordinator.take(asked).result()
          instanceof Result.Ok<GroupReply>(OffsetsChanged changed)) {
        assertThat(changed.refused()).isEmpty();
        for (OffsetToCommit offset : offsets) {
          assertThat(offset.offset())
              .as("positions do not go back by themselves")
              .isGreaterThan(before.of(offset.partition()).map(Committed::offset).orElse(0L));
        }
      }
    }

    private void refused(Refusal refusal) {
      assertThat(refusal).isInstanceOf(Refusal.GroupRefused.class);
      GroupFault fault = ((Refusal.GroupRefused) refusal).fault();
      assertThat(fault)
          .isIn(
              GroupFault.UNKNOWN_MEMBER_ID,
              GroupFault.ILLEGAL_GENERATION,
              GroupFault.REBALANCE_IN_PROGRESS,
              GroupFault.FENCED_INSTANCE_ID);
      if (fault == GroupFault.UNKNOWN_MEMBER_ID) {
        id = Optional.empty();
      }
      dead |= fault == GroupFault.FENCED_INSTANCE_ID;
      doing = Doing.OUTSIDE;
    }

    private Caller caller() {
      return new Caller(id.orElseThrow(), instance);
    }

    void leave() {
      if (id.isPresent()) {
        Ticket asked =
            coordinator.ask(
                each -> new ClassicCommand.Leave(each, List.of(new Leaver(id, instance))));
        coordinator.take(asked);
      }
      restart();
    }

    void restart() {
      id = Optional.empty();
      doing = Doing.OUTSIDE;
    }
  }

  private final Coordinator coordinator =
      new Coordinator(GroupRules.DEFAULT, TestTopics.of(1, Map.of("t", PARTITIONS)));
  private final List<Member> members = new ArrayList<>();

  /** Who was given what, by generation, for all time. */
  private final Map<Integer, Map<String, Set<Integer>>> history = new TreeMap<>();

  private Ticket firstAfterCrash = new Ticket(0);
  private int names;
  private boolean quiet;

  @ParameterizedTest
  @MethodSource("seeds")
  void nobodySharesAPartitionInAGenerationAndNobodyWaitsForEver(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 400; step++) {
      disturb(random);
      if (!members.isEmpty()) {
        Member member = members.get(random.nextInt(members.size()));
        if (!member.dead) {
          member.act(random);
        }
      }
      coordinator.advance(random.nextInt(20) == 0 ? random.nextInt(8_000) : random.nextInt(200));
    }
    settle(random);
    assertOneOwnerEach();
    assertAllIsWell();
  }

  private void disturb(Random random) {
    switch (random.nextInt(25)) {
      case 0, 1, 2 -> {
        if (members.size() < 6) {
          Optional<InstanceId> instance =
              random.nextInt(3) == 0
                  ? Optional.of(new InstanceId("i" + random.nextInt(3)))
                  : Optional.empty();
          members.add(new Member(instance, random.nextBoolean() ? "one" : "other"));
        }
      }
      case 3 -> someMember(random).ifPresent(member -> member.dead = true);
      case 4 -> someMember(random).ifPresent(Member::leave);
      case 5 -> someMember(random).ifPresent(Member::restart);
      case 6 -> {
        coordinator.crash();
        firstAfterCrash = coordinator.nextTicket();
      }
      default -> {}
    }
  }

  private boolean lostByCrash(Ticket ticket) {
    return ticket.value() < firstAfterCrash.value();
  }

  private Optional<Member> someMember(Random random) {
    List<Member> living = members.stream().filter(member -> !member.dead).toList();
    return living.isEmpty()
        ? Optional.empty()
        : Optional.of(living.get(random.nextInt(living.size())));
  }

  private void settle(Random random) {
    quiet = true;
    Set<InstanceId> running = new HashSet<>();
    for (Member member : List.copyOf(members)) {
      if (member.dead || (member.instance.isPresent() && !running.add(member.instance.get()))) {
        members.remove(member);
      }
    }
    if (members.isEmpty()) {
      members.add(new Member(Optional.empty(), "one"));
    }
    for (int round = 0; round < 120; round++) {
      members.forEach(member -> member.act(random));
      coordinator.advance(1_000);
    }
  }

  private void assertOneOwnerEach() {
    history.forEach(
        (generation, owners) -> {
          Set<Integer> owned = new HashSet<>();
          owners.forEach(
              (member, partitions) ->
                  partitions.forEach(
                      partition ->
                          assertThat(owned.add(partition))
                              .as("one owner of %s in generation %s", partition, generation)
                              .isTrue()));
        });
  }

  private void assertAllIsWell() {
    assertThat(coordinator.group.describe().state()).isEqualTo(GroupDescription.State.STABLE);
    Set<Integer> owned = new HashSet<>();
    for (Member member : members) {
      assertThat(member.doing).isEqualTo(Doing.READING);
      assertThat(member.generation).isEqualTo(coordinator.group.state().classic().generation());
      owned.addAll(member.positions.keySet());
      assertThat(member.positions.size()).isLessThanOrEqualTo(PARTITIONS / members.size() + 1);
    }
    assertThat(owned).hasSize(PARTITIONS);
  }

  private static Opaque opaque(Set<Integer> partitions) {
    byte[] bytes = new byte[partitions.size()];
    int at = 0;
    for (int partition : partitions) {
      bytes[at++] = (byte) partition;
    }
    return Opaque.of(bytes);
  }
}
