package io.tukki.actors.membership.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.Parley.Patience;
import io.tukki.actors.membership.meeting.Visitor.Membership;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes over a network in virtual time, which loses, delays and cuts off as a seed says. */
final class ParleyTest {

  private static final Patience PATIENCE = new Patience(2_000, 4_000);
  private static final int KNOCK_INTERVAL_MS = 250;
  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));

  private final Random random = new Random(1);
  private final List<Party> processes = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::number));
  private final Set<Integer> cutOff = new HashSet<>();
  private final Set<Set<Integer>> brokenLinks = new HashSet<>();
  private double loss;
  private int maxDelayMs = 5;
  private long nowMs;
  private long number;

  /** How many could count for nobody else, each time that somebody began a cluster. */
  private final List<Integer> beganWith = new ArrayList<>();

  private record Event(long atMs, long number, Runnable what) {}

  /** One process: knocks, answers, and is a member once it has begun or joined. */
  private final class Party {
    final int index;
    final Standing standing;
    final UniqueAddress address;
    final Parley parley;
    Optional<UniqueAddress> memberOf = Optional.empty();
    Verdict verdict = new Verdict.Wait("");
    boolean alive = true;

    Party(Standing standing, Quorum quorum) {
      this.index = processes.size();
      this.standing = standing;
      this.address = addressOf(index);
      this.parley = new Parley(address, standing, quorum, PATIENCE);
      processes.add(this);
      after(random.nextInt(KNOCK_INTERVAL_MS), this::tick);
    }

    Visitor visitor() {
      return new Visitor(
          address, standing, memberOf.map(oldest -> new Membership(oldest, 1, reached())));
    }

    private Set<Address> reached() {
      return processes.stream()
          .filter(other -> other.alive && other.memberOf.equals(memberOf) && isLinked(other, this))
          .map(other -> other.address.address())
          .collect(Collectors.toSet());
    }

    void tick() {
      if (!alive || memberOf.isPresent()) {
        return;
      }
      boolean candidate = parley.isCandidate(nowMs);
      long sentAtMs = nowMs;
      for (Party other : processes) {
        if (other != this) {
          var knock =
              new Talk.Knock(visitor(), candidate, sentAtMs, TestInbox.<Talk>create().getRef());
          send(this, other, () -> other.onKnock(knock, this));
        }
      }
      decide();
      after(KNOCK_INTERVAL_MS, this::tick);
    }

    void onKnock(Talk.Knock knock, Party from) {
      boolean granted = memberOf.isEmpty() && parley.knocked(knock, nowMs);
      var answer = new Talk.Answer(visitor(), granted, knock.sentAtMs());
      send(
          this,
          from,
          () -> {
            if (from.memberOf.isEmpty()) {
              from.parley.answered(answer, nowMs);
              from.decide();
            }
          });
    }

    void decide() {
      verdict = parley.verdict(targets(), nowMs);
      switch (verdict) {
        case Verdict.Begin() -> {
          beganWith.add((int) processesBoundTo(this));
          memberOf = Optional.of(address);
        }
        case Verdict.Join(var member) ->
            memberOf =
                processes.stream()
                    .filter(p -> p.address.address().equals(member))
                    .findFirst()
                    .flatMap(p -> p.memberOf);
        case Verdict.Wait wait -> {}
        case Verdict.WrongCluster wrong -> {}
      }
    }
  }

  private static UniqueAddress addressOf(int index) {
    return new UniqueAddress(new Address("pekko", "tukki", "10.0.0." + (10 + index), 7300), 1L);
  }

  private List<Target> targets() {
    return processes.stream().map(p -> new Target(Set.of(p.address.address()))).toList();
  }

  private long processesBoundTo(Party candidate) {
    return processes.stream()
        .filter(
            p ->
                p.parley
                    .boundTo(nowMs)
                    .map(candidate.address::equals)
                    .orElse(p == candidate && p.memberOf.isEmpty()))
        .count();
  }

  private void after(long delayMs, Runnable what) {
    events.add(new Event(nowMs + delayMs, number++, what));
  }

  private void send(Party from, Party to, Runnable delivery) {
    boolean lost = random.nextDouble() < loss;
    if (!lost) {
      after(
          1 + random.nextInt(maxDelayMs),
          () -> {
            if (to.alive && isLinked(from, to)) {
              delivery.run();
            }
          });
    }
  }

  private boolean isLinked(Party one, Party other) {
    return cutOff.contains(one.index) == cutOff.contains(other.index)
        && !brokenLinks.contains(Set.of(one.index, other.index == one.index ? -1 : other.index));
  }

  private void runFor(long durationMs) {
    long endMs = nowMs + durationMs;
    while (!events.isEmpty() && events.peek().atMs() <= endMs) {
      Event event = events.remove();
      nowMs = event.atMs();
      event.what().run();
    }
    nowMs = endMs;
  }

  private static Standing blank(int index) {
    return new Standing.Blank(new DirectoryId(new UUID(3, index)));
  }

  private static Standing holder(int index) {
    return holder(CLUSTER, index);
  }

  private static Standing holder(ClusterId cluster, int index) {
    return new Standing.Holder(
        cluster,
        new ReplicaId(new NodeId(index), new DirectoryId(new UUID(3, index))),
        Optional.empty());
  }

  private static Quorum expecting(int nodes) {
    return new Quorum(OptionalInt.of(nodes), 0);
  }

  private List<Party> blanks(int count, int expected) {
    return IntStream.range(0, count)
        .mapToObj(index -> new Party(blank(index), expecting(expected)))
        .toList();
  }

  private List<Party> holders(int count, int known) {
    return IntStream.range(0, count)
        .mapToObj(index -> new Party(holder(index), new Quorum(OptionalInt.empty(), known)))
        .toList();
  }

  private Set<UniqueAddress> clusters() {
    Set<UniqueAddress> clusters = new HashSet<>();
    processes.forEach(process -> process.memberOf.ifPresent(clusters::add));
    return clusters;
  }

  private void assertOneClusterOf(List<Party> members) {
    assertThat(members).allSatisfy(member -> assertThat(member.memberOf).isPresent());
    assertThat(clusters()).hasSize(1);
  }

  @Test
  void whoReachesOnlySomeOfTheMembersWaitsForTheNetwork() {
    List<Party> two = holders(2, 3);
    runFor(5_000);
    Party third = new Party(holder(2), new Quorum(OptionalInt.empty(), 3));
    brokenLinks.add(Set.of(third.index, two.get(0).index));

    runFor(10_000);

    assertThat(third.memberOf).isEmpty();
    assertThat(third.verdict).isInstanceOf(Verdict.Wait.class);

    brokenLinks.clear();
    runFor(1_000);

    assertThat(third.memberOf).isPresent();
  }

  @Test
  void aClientJoinsByWayOfWhomeverItReaches() {
    List<Party> two = holders(2, 3);
    runFor(5_000);
    Party client = new Party(new Standing.Client(), new Quorum(OptionalInt.empty(), 0));
    brokenLinks.add(Set.of(client.index, two.get(0).index));

    runFor(2_000);

    assertThat(client.memberOf).isPresent();
  }

  @Test
  void allBlankNodesTogetherFormOneCluster() {
    List<Party> nodes = blanks(3, 3);

    runFor(2_000);

    assertOneClusterOf(nodes);
  }

  @Test
  void blankNodesWaitForTheLastOne() {
    List<Party> early = blanks(2, 3);
    runFor(60_000);
    assertThat(clusters()).isEmpty();
    assertThat(early.getFirst().verdict)
        .isEqualTo(new Verdict.Wait("2 of the 3 nodes that are to form the cluster are here"));

    new Party(blank(2), expecting(3));
    runFor(2_000);

    assertOneClusterOf(processes);
  }

  @Test
  void aBlankNodeFormsNothingWhereOneOfItsPlacesIsSilent() {
    List<Party> nodes = blanks(4, 3);
    nodes.getLast().alive = false;

    runFor(60_000);

    assertThat(clusters()).isEmpty();
  }

  @Test
  void aBlankNodeThatWasNotToldHowManyWaits() {
    new Party(blank(0), new Quorum(OptionalInt.empty(), 0));

    runFor(60_000);

    assertThat(clusters()).isEmpty();
  }

  @Test
  void aMajorityComesBackWithoutTheFirstNode() {
    List<Party> nodes = holders(3, 3);
    nodes.getFirst().alive = false;

    runFor(4_000);

    assertOneClusterOf(nodes.subList(1, 3));
  }

  @Test
  void aMinorityWaits() {
    List<Party> nodes = holders(5, 5);
    nodes.subList(2, 5).forEach(node -> node.alive = false);

    runFor(60_000);

    assertThat(clusters()).isEmpty();
    assertThat(nodes.getFirst().verdict)
        .isEqualTo(new Verdict.Wait("2 of 3 nodes needed are here"));
  }

  @Test
  void aNodeThatKnowsTheClusterBeginsItBeforeBlankOnes() {
    new Party(blank(0), expecting(3));
    new Party(blank(1), expecting(3));
    Party holder = new Party(holder(2), expecting(3));

    runFor(2_000);

    assertOneClusterOf(processes);
    assertThat(clusters()).containsExactly(holder.address);
  }

  @Test
  void aClientBeginsNothingAndCountsNowhere() {
    List<Party> nodes = holders(2, 3);
    nodes.getLast().alive = false;
    Party client = new Party(new Standing.Client(), expecting(3));
    runFor(60_000);
    assertThat(clusters()).isEmpty();

    new Party(holder(2), expecting(3));
    runFor(2_000);

    assertThat(client.memberOf).isPresent();
  }

  @Test
  void aNodeOfAnotherClusterIsToldSo() {
    Party one = new Party(holder(1), expecting(2));
    ClusterId other = new ClusterId(new UUID(9, 9));
    new Party(holder(other, 2), expecting(2));

    runFor(1_000);

    assertThat(one.verdict)
        .isEqualTo(new Verdict.WrongCluster(addressOf(1).address(), other, CLUSTER));
  }

  @Test
  void aCandidateThatDiesIsReplaced() {
    List<Party> nodes = holders(3, 3);
    // The first collects grants and dies before it counts them.
    runFor(KNOCK_INTERVAL_MS - 1);
    nodes.getFirst().alive = false;
    nodes.getFirst().memberOf = Optional.empty();
    nodes.subList(1, 3).forEach(node -> node.memberOf = Optional.empty());

    runFor(PATIENCE.grantMs() + PATIENCE.silenceMs() + 2_000);

    assertOneClusterOf(nodes.subList(1, 3));
  }

  /** Some are cut off from the rest now and then, while all of them start. */
  private static ParleyTest start(int seed, Function<ParleyTest, List<Party>> nodes) {
    ParleyTest run = new ParleyTest();
    run.random.setSeed(seed);
    run.loss = 0.3;
    run.maxDelayMs = 1_500;
    for (Party ignored : nodes.apply(run)) {
      for (int step = 0; step < 10; step++) {
        run.cutOff.clear();
        run.processes.stream()
            .filter(node -> run.random.nextInt(3) == 0)
            .forEach(node -> run.cutOff.add(node.index));
        run.runFor(run.random.nextInt(1_500));
      }
    }
    run.cutOff.clear();
    run.loss = 0;
    run.maxDelayMs = 5;
    run.runFor(20_000);
    return run;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void blankNodesFormOneClusterWhateverTheNetworkDoes(int size) {
    for (int seed = 0; seed < 300; seed++) {
      ParleyTest run = start(seed, fresh -> fresh.blanks(size, size));

      assertThat(run.beganWith).as("seed %d", seed).containsExactly(size);
      run.assertOneClusterOf(run.processes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void whoBeginsHasAMajorityThatCanCountForNobodyElse(int size) {
    for (int seed = 0; seed < 300; seed++) {
      ParleyTest run = start(seed, fresh -> fresh.holders(size, size));

      assertThat(run.beganWith)
          .as("seed %d", seed)
          .isNotEmpty()
          .allMatch(bound -> bound >= size / 2 + 1);
      assertThat(run.processes)
          .as("seed %d", seed)
          .allSatisfy(node -> assertThat(node.memberOf).isPresent());
    }
  }
}
