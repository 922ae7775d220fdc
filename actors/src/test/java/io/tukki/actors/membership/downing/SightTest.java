package io.tukki.actors.membership.downing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.downing.Sight.Judgement;
import io.tukki.actors.membership.downing.Sight.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightTest {

  private static final String CLIENT = "client";

  @Test
  void nobodyGoesWhereAllReachEachOther() {
    assertThat(sight("abc").judgement()).isEmpty();
  }

  @Test
  void aNodeThatNobodyReachesGoes() {
    assertThat(sight("abc", "ba", "ca").judgement()).contains(clean("bc", "a"));
  }

  @Test
  void itKnowsThatItselfFromItsOwnSide() {
    assertThat(sight("abc", "ab", "ac").judgement()).contains(clean("bc", "a"));
  }

  @Test
  void withBothSidesKnownByWayOfAClientTheMajorityStays() {
    assertThat(sight("abc", "ab", "ac", "ba", "ca").judgement()).contains(clean("bc", "a"));
  }

  @Test
  void ofTwoThatDoNotReachEachOtherTheOlderStays() {
    assertThat(sight("abc", "bc").judgement()).contains(partial("ab", "c"));
    assertThat(sight("abc", "ca", "ac").judgement()).contains(partial("ab", "c"));
  }

  @Test
  void whatOnlyOneHasNoticedYetIsNoCleanCut() {
    assertThat(sight("abc", "ca").judgement().map(Judgement::clean)).contains(false);
  }

  @Test
  void whereNoHalfReachEachOtherNobodyGoes() {
    assertThat(sight("abc", "ab", "bc", "ca").judgement()).isEmpty();
  }

  @Test
  void ofTwoHalvesTheOneWithTheOldestStays() {
    assertThat(sight("abcd", "ab", "ad", "cb", "cd").judgement()).contains(partial("ac", "bd"));
    assertThat(sight("ab", "ba").judgement()).contains(partial("a", "b"));
  }

  @Test
  void aClientThatDoesNotReachANodeHarmsNobodyButItself() {
    Sight<String> sight =
        new Sight<>(List.of("a", "b", "c"), Set.of(CLIENT), Set.of(new Link<>(CLIENT, "a")));

    assertThat(sight.judgement())
        .contains(new Judgement<>(List.of("a", "b", "c"), Set.of(CLIENT), true));
  }

  @Test
  void aClientThatOnlyTheCutOffNodeMissesStays() {
    Sight<String> sight =
        new Sight<>(
            List.of("a", "b", "c"),
            Set.of(CLIENT),
            Set.of(new Link<>("a", CLIENT), new Link<>("b", "a"), new Link<>("c", "a")));

    assertThat(sight.judgement()).contains(clean("bc", "a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 9, 12})
  void ofTheSidesOfACutAtMostOneStaysWhateverEachKnowsOfTheOthers(int nodes) {
    Random random = new Random(nodes);
    for (int run = 0; run < 300; run++) {
      int sides = 2 + random.nextInt(3);
      List<Integer> side = new ArrayList<>();
      List<Integer> all = IntStream.range(0, nodes).boxed().toList();
      all.forEach(node -> side.add(random.nextInt(sides)));
      int staying = 0;
      for (int own = 0; own < sides; own++) {
        Set<Link<Integer>> seen = new HashSet<>();
        for (int from : all) {
          for (int to : all) {
            if (side.get(from) == own && side.get(to) != own) {
              seen.add(new Link<>(from, to));
            }
          }
        }
        int here = own;
        List<Integer> members = all.stream().filter(node -> side.get(node) == here).toList();
        Optional<Judgement<Integer>> judgement = new Sight<>(all, Set.of(), seen).judgement();
        if (!members.isEmpty() && judgement.filter(j -> j.staying().equals(members)).isPresent()) {
          staying++;
        }
        assertThat(judgement.stream().flatMap(j -> j.staying().stream()))
            .as("whoever stays is on one side, as far as this one knows")
            .matches(
                kept ->
                    kept.isEmpty()
                        || members.containsAll(kept)
                        || kept.stream().noneMatch(members::contains));
      }
      assertThat(staying).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 10})
  void thoseWhoStayReachEachOtherAndNoLargerSetDoes(int nodes) {
    Random random = new Random(nodes);
    List<Integer> all = IntStream.range(0, nodes).boxed().toList();
    for (int run = 0; run < 200; run++) {
      Set<Link<Integer>> broken = new HashSet<>();
      for (int links = random.nextInt(nodes * 2); links > 0; links--) {
        broken.add(new Link<>(random.nextInt(nodes), random.nextInt(nodes)));
      }
      broken.removeIf(link -> link.observer().equals(link.subject()));
      List<Integer> circle =
          Circle.largest(
              all,
              (a, b) -> broken.contains(new Link<>(a, b)) || broken.contains(new Link<>(b, a)));

      assertThat(largestBySearch(nodes, broken)).isEqualTo(circle);
    }
  }

  @Test
  void aLargeClusterInTwoHalvesIsJudgedInNoTime() {
    List<Integer> all = IntStream.range(0, 100).boxed().toList();

    List<Integer> circle = Circle.largest(all, (a, b) -> a % 2 != b % 2);

    assertThat(circle).hasSize(50).contains(0);
  }

  /** Of the largest the first, as lists of ages are ordered. */
  private static List<Integer> largestBySearch(int nodes, Set<Link<Integer>> broken) {
    List<Integer> best = List.of();
    for (int mask = 0; mask < 1 << nodes; mask++) {
      int chosen = mask;
      List<Integer> set =
          IntStream.range(0, nodes)
              .filter(node -> (chosen >> (nodes - 1 - node) & 1) == 1)
              .boxed()
              .toList();
      boolean circle =
          broken.stream()
              .noneMatch(link -> set.contains(link.observer()) && set.contains(link.subject()));
      // Larger masks have the older members among sets of one size.
      if (circle && set.size() >= best.size()) {
        best = set;
      }
    }
    return best;
  }

  /** Members by letter, oldest first; links by two letters, who has found it and to whom. */
  private static Sight<String> sight(String holders, String... broken) {
    Set<Link<String>> links = new HashSet<>();
    for (String link : broken) {
      links.add(new Link<>(link.substring(0, 1), link.substring(1)));
    }
    return new Sight<>(List.of(holders.split("")), Set.of(), links);
  }

  private static Judgement<String> clean(String staying, String going) {
    return new Judgement<>(List.of(staying.split("")), Set.of(going.split("")), true);
  }

  private static Judgement<String> partial(String staying, String going) {
    return new Judgement<>(List.of(staying.split("")), Set.of(going.split("")), false);
  }
}
