package io.tukki.core.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random members, topics and histories; whatever came before, the assignment must be right. */
class AssignorPropertyTest {

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("tukki.test.seeds", 200));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equalWishesAreSharedEvenlyAndNothingMovesThatNeedNot(long seed) {
    Random random = new Random(seed);
    Map<TopicId, Integer> counts = topics(random, 1 + random.nextInt(5));
    Map<MemberId, PartitionSet> before = new HashMap<>();
    for (int round = 0; round < 8; round++) {
      List<Wish> wishes = wishes(random, before, List.of(counts.keySet()));

      Map<MemberId, PartitionSet> after = new UniformAssignor().assign(wishes, counts);

      assertComplete(wishes, counts, after);
      int total = counts.values().stream().mapToInt(Integer::intValue).sum();
      int share = total / wishes.size();
      assertThat(after.values())
          .allSatisfy(given -> assertThat(given.size()).isBetween(share, share + 1));
      assertThat(kept(before, after)).isEqualTo(mostThatCanBeKept(wishes, counts, share, total));
      before = after;
      counts = random.nextInt(4) == 0 ? topics(random, 1 + random.nextInt(5)) : grown(counts);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void differentWishesAreSharedAsEvenlyAsSingleMovesCanMakeThem(long seed) {
    Random random = new Random(seed);
    Map<TopicId, Integer> counts = topics(random, 6);
    List<Set<TopicId>> choices =
        IntStream.range(0, 1 + random.nextInt(6))
            .mapToObj(
                choice -> {
                  Set<TopicId> some = new HashSet<>(counts.keySet());
                  some.removeIf(topic -> random.nextBoolean());
                  return some;
                })
            .toList();
    Map<MemberId, PartitionSet> before = Map.of();
    for (int round = 0; round < 6; round++) {
      List<Wish> wishes = wishes(random, before, choices);

      Map<MemberId, PartitionSet> after =
          new UniformAssignor().assign(wishes, wanted(wishes, counts));

      assertComplete(wishes, wanted(wishes, counts), after);
      for (Wish owner : wishes) {
        PartitionSet given = after.get(owner.member());
        for (Wish other : wishes) {
          if (given.topics().stream().anyMatch(other.topics()::contains)) {
            assertThat(after.get(other.member()).size()).isGreaterThanOrEqualTo(given.size() - 1);
          }
        }
      }
      before = after;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rangesAreCompleteAndTheSameForTopicsPartitionedAlike(long seed) {
    Random random = new Random(seed);
    TopicId twin = new TopicId(new UUID(9, 9));
    Map<TopicId, Integer> counts = topics(random, 2);
    TopicId first = counts.keySet().iterator().next();
    counts.put(twin, counts.get(first));
    List<Wish> wishes = wishes(random, Map.of(), List.of(counts.keySet()));

    Map<MemberId, PartitionSet> after = new RangeAssignor().assign(wishes, counts);

    assertComplete(wishes, counts, after);
    after
        .values()
        .forEach(given -> assertThat(given.of(twin)).containsExactlyElementsOf(list(given, first)));
    assertThat(after.values())
        .allSatisfy(
            given -> {
              List<Integer> numbers = list(given, first);
              assertThat(numbers.isEmpty() || last(numbers) - numbers.getFirst() < numbers.size())
                  .as("neighbours")
                  .isTrue();
            });
  }

  @Test
  void aStaticMemberKeepsItsRangeUnderAnotherId() {
    Map<TopicId, Integer> counts = Map.of(new TopicId(new UUID(0, 1)), 10);
    Set<TopicId> topics = counts.keySet();
    Wish dynamic = new Wish(new MemberId("a"), Optional.empty(), topics, PartitionSet.EMPTY);
    Map<MemberId, PartitionSet> before =
        new RangeAssignor().assign(List.of(dynamic, fixed("z", "one", topics)), counts);

    Map<MemberId, PartitionSet> after =
        new RangeAssignor().assign(List.of(dynamic, fixed("A", "one", topics)), counts);

    assertThat(after.get(new MemberId("A"))).isEqualTo(before.get(new MemberId("z")));
    assertThat(after.get(new MemberId("a"))).isEqualTo(before.get(new MemberId("a")));
  }

  @Test
  void aThousandMembersWithTenThousandPartitionsAreDealtToAtOnce() {
    Map<TopicId, Integer> counts = new HashMap<>();
    IntStream.range(0, 100).forEach(i -> counts.put(new TopicId(new UUID(1, i)), 100));
    List<Set<TopicId>> wishedFor = new ArrayList<>(List.of(counts.keySet()));
    Random random = new Random(1);
    for (int choice = 0; choice < 10; choice++) {
      Set<TopicId> most = new HashSet<>(counts.keySet());
      most.removeIf(topic -> random.nextInt(4) == 0);
      wishedFor.add(most);
    }
    for (List<Set<TopicId>> choices : List.of(wishedFor.subList(0, 1), wishedFor)) {
      List<Wish> wishes =
          IntStream.range(0, 1_000)
              .mapToObj(
                  i ->
                      new Wish(
                          new MemberId("m" + i),
                          Optional.empty(),
                          choices.get(i % choices.size()),
                          PartitionSet.EMPTY))
              .toList();
      long start = System.nanoTime();
      Map<MemberId, PartitionSet> after = new UniformAssignor().assign(wishes, counts);
      assertComplete(wishes, counts, after);
      // Far more than it takes, and far less than the product of the two numbers would.
      assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2_000);
    }
  }

  private static Wish fixed(String member, String instance, Set<TopicId> topics) {
    return new Wish(
        new MemberId(member), Optional.of(new InstanceId(instance)), topics, PartitionSet.EMPTY);
  }

  private static List<Integer> list(PartitionSet given, TopicId topic) {
    return given.of(topic).boxed().toList();
  }

  private static int last(List<Integer> numbers) {
    return numbers.getLast();
  }

  private static Map<TopicId, Integer> topics(Random random, int count) {
    Map<TopicId, Integer> counts = new HashMap<>();
    for (int topic = 0; topic < count; topic++) {
      counts.put(new TopicId(new UUID(7, topic)), 1 + random.nextInt(9));
    }
    return counts;
  }

  private static Map<TopicId, Integer> grown(Map<TopicId, Integer> counts) {
    Map<TopicId, Integer> grown = new HashMap<>(counts);
    grown.replaceAll((topic, count) -> count + 1);
    return grown;
  }

  private static Map<TopicId, Integer> wanted(List<Wish> wishes, Map<TopicId, Integer> counts) {
    Map<TopicId, Integer> wanted = new HashMap<>(counts);
    wanted
        .keySet()
        .removeIf(topic -> wishes.stream().noneMatch(wish -> wish.topics().contains(topic)));
    return wanted;
  }

  private static List<Wish> wishes(
      Random random, Map<MemberId, PartitionSet> before, List<Set<TopicId>> choices) {
    List<Wish> wishes = new ArrayList<>();
    for (int member = 0; member < 10; member++) {
      if (random.nextInt(3) > 0 || (wishes.isEmpty() && member == 9)) {
        MemberId id = new MemberId("m" + member);
        wishes.add(
            new Wish(
                id,
                member % 3 == 0 ? Optional.of(new InstanceId("i" + member)) : Optional.empty(),
                choices.get(random.nextInt(choices.size())),
                before.getOrDefault(id, PartitionSet.EMPTY)));
      }
    }
    return wishes;
  }

  private static void assertComplete(
      List<Wish> wishes, Map<TopicId, Integer> counts, Map<MemberId, PartitionSet> after) {
    assertThat(after.keySet())
        .containsExactlyInAnyOrderElementsOf(wishes.stream().map(Wish::member).toList());
    Set<PartitionId> seen = new HashSet<>();
    for (Wish wish : wishes) {
      after
          .get(wish.member())
          .forEach(
              (topic, partition) -> {
                assertThat(wish.topics()).contains(topic);
                assertThat(seen.add(new PartitionId(topic, partition))).as("one owner").isTrue();
              });
    }
    assertThat(seen).hasSize(counts.values().stream().mapToInt(Integer::intValue).sum());
  }

  private static int kept(Map<MemberId, PartitionSet> before, Map<MemberId, PartitionSet> after) {
    return after.entrySet().stream()
        .mapToInt(
            entry ->
                entry
                    .getValue()
                    .and(before.getOrDefault(entry.getKey(), PartitionSet.EMPTY))
                    .size())
        .sum();
  }

  /** An upper bound by counting alone: shares, and as many longer ones as there are. */
  private static int mostThatCanBeKept(
      List<Wish> wishes, Map<TopicId, Integer> counts, int share, int total) {
    int extra = total % wishes.size();
    int kept = 0;
    for (Wish wish : wishes) {
      int had =
          wish.before()
              .filter((topic, partition) -> partition < counts.getOrDefault(topic, 0))
              .size();
      kept += Math.min(had, share);
      if (had > share && extra > 0) {
        kept++;
        extra--;
      }
    }
    return kept;
  }
}
