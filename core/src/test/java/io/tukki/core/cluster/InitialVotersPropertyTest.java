package io.tukki.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node that knows nothing of a log, and perhaps an old image, begins it with the voters that the
 * image names. It must not win with an empty log where another was begun: each replica set that any
 * image ever named must have, in each of its majorities, somebody who knows of the log that there
 * is. That holds where each of its majorities meets each majority of some voters the log has had.
 */
class InitialVotersPropertyTest {

  private static final int STEPS = 400;
  private static final int MAX_TOPICS = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everySetThatAnImageEverNamedHasSomebodyWhoKnowsOfTheLog(long seed) {
    History history = new History(new Random(seed));
    for (int step = 0; step < STEPS; step++) {
      history.step();
      history.check();
    }
    assertThat(history.placesChanged).as("the history is one of many moves").isGreaterThan(10);
  }

  /** Whether two nodes of which neither knows of the other's choice may both have a majority. */
  private static boolean meet(Set<NodeId> one, Set<NodeId> other) {
    Set<NodeId> common = new HashSet<>(one);
    common.retainAll(other);
    int elsewhere = other.size() - common.size();
    int knowing = Math.max(0, majority(other) - elsewhere);
    return majority(one) + knowing > one.size();
  }

  private static int majority(Set<NodeId> voters) {
    return voters.size() / 2 + 1;
  }

  /** What the controller decides, and what becomes of the logs meanwhile. */
  private static final class History {

    private final Random random;
    private ClusterImage image = Clusters.ofNodes(7);

    /** All that any image named, the oldest first. */
    private final Map<PartitionId, List<Set<NodeId>>> named = new HashMap<>();

    /** Every committed configuration of a log; none of one that was never begun. */
    private final Map<PartitionId, List<Set<NodeId>>> had = new HashMap<>();

    /** What was asked of a log at any time, and may be carried out late. */
    private final Map<PartitionId, List<Set<NodeId>>> asked = new HashMap<>();

    private int topics;
    private int placesChanged;

    History(Random random) {
      this.random = random;
    }

    void step() {
      int before = image.placements().hashCode();
      switch (random.nextInt(10)) {
        case 0 -> createTopic();
        case 1 -> addPartitions();
        case 2 -> move();
        case 3 -> changeFactor();
        case 4 -> begin();
        case 5 -> carryOutLate();
        default -> goOn();
      }
      placesChanged += image.placements().hashCode() == before ? 0 : 1;
    }

    void check() {
      image.topics().stream()
          .flatMap(topic -> topic.partitions().map(id -> Map.entry(id, topic.shardOf(id))))
          .forEach(entry -> check(entry.getKey(), Set.copyOf(image.replicas(entry.getValue()))));
    }

    private void check(PartitionId partition, Set<NodeId> place) {
      List<Set<NodeId>> places = named.computeIfAbsent(partition, id -> new ArrayList<>());
      if (!places.contains(place)) {
        places.add(place);
      }
      List<Set<NodeId>> voters = had.getOrDefault(partition, List.of());
      if (voters.isEmpty()) {
        assertThat(places).as("of a log that nobody began").hasSize(1);
        return;
      }
      assertThat(places)
          .allSatisfy(
              each ->
                  assertThat(voters).anySatisfy(known -> assertThat(meet(each, known)).isTrue()));
    }

    private void createTopic() {
      if (topics < MAX_TOPICS) {
        topics++;
        TopicSpec spec = Clusters.spec("t" + topics, 1 + random.nextInt(3), 1 + random.nextInt(4));
        image = Clusters.with(image, spec, Clusters.topicId(topics));
      }
    }

    private Optional<TopicImage> anyTopic() {
      return pick(List.copyOf(image.topics()));
    }

    private void addPartitions() {
      anyTopic()
          .filter(topic -> topic.partitionCount() < 6)
          .ifPresent(
              topic ->
                  take(
                      new TopicDecisions(image, Clusters.RULES)
                          .addPartitions(topic.name(), topic.partitionCount() + 1)));
    }

    private void changeFactor() {
      anyTopic()
          .ifPresent(
              topic ->
                  take(
                      new TopicDecisions(image, Clusters.RULES)
                          .changeReplicationFactor(topic.name(), 1 + random.nextInt(4))));
    }

    /** Of a shard that holds something, perhaps while it moves already. */
    private void move() {
      anyTopic()
          .map(topic -> topic.shards().getFirst())
          .ifPresent(
              shard -> {
                List<NodeId> nodes = new ArrayList<>(image.nodes().keySet());
                Collections.shuffle(nodes, random);
                List<NodeId> target = nodes.subList(0, shard.replicationFactor());
                take(new ShardDecisions(image, Set.of()).move(shard, target, random.nextBoolean()));
              });
    }

    /** A partition is woken, by a node that knows any image that names it. */
    private void begin() {
      pick(List.copyOf(named.keySet())).ifPresent(this::begin);
    }

    private void begin(PartitionId partition) {
      had.computeIfAbsent(
          partition,
          id -> new ArrayList<>(List.of(pick(named.getOrDefault(id, List.of())).orElseThrow())));
    }

    private void carryOutLate() {
      pick(List.copyOf(asked.keySet()))
          .ifPresent(
              partition ->
                  pick(asked.getOrDefault(partition, List.of()))
                      .ifPresent(voters -> change(partition, voters)));
    }

    private void change(PartitionId partition, Set<NodeId> voters) {
      begin(partition);
      had.getOrDefault(partition, List.of()).add(voters);
    }

    /** One relocation's logs get their voters, and the controller hears of it. */
    private void goOn() {
      Optional<Relocation> what = pick(Relocation.underWay(image));
      if (what.isEmpty()) {
        return;
      }
      Map<PartitionId, List<NodeId>> needed = what.get().votersIn(image).orElseThrow();
      needed.forEach(
          (partition, voters) ->
              asked.computeIfAbsent(partition, id -> new ArrayList<>()).add(Set.copyOf(voters)));
      // Some of them only; then the step is not taken.
      if (random.nextInt(3) == 0) {
        needed.keySet().stream()
            .filter(partition -> random.nextBoolean())
            .forEach(partition -> change(partition, Set.copyOf(needed.get(partition))));
        return;
      }
      needed.forEach((partition, voters) -> change(partition, Set.copyOf(voters)));
      if (random.nextInt(4) == 0) {
        // Something else is decided before the controller hears of it.
        step();
      }
      take(new ShardDecisions(image, Set.of()).advance(what.get(), needed));
    }

    private void take(Decision<?> decision) {
      image = image.applyAll(decision.events());
    }

    private <T> Optional<T> pick(List<T> from) {
      return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }
  }
}
