package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.CLUSTER;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.cluster.ClusterSnapshot.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSnapshotTest {

  @Test
  void anImageIsMadeAgainFromItsSnapshot() {
    ClusterImage image = someImage();

    assertThat(ClusterImage.of(CLUSTER, image.snapshot())).isEqualTo(image);
  }

  @Test
  void theUnformedImageHasASnapshotToo() {
    ClusterImage image = ClusterImage.unformed(CLUSTER);

    assertThat(ClusterImage.of(CLUSTER, image.snapshot())).isEqualTo(image);
    assertThat(image.snapshot().pages(1)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 100, 1_000_000})
  void pagesMakeTheSnapshotAgain(int weight) {
    ClusterSnapshot snapshot = someImage().snapshot();

    SnapshotAssembly assembly = SnapshotAssembly.EMPTY;
    for (Page page : snapshot.pages(weight)) {
      assertThat(assembly.complete()).isEmpty();
      assembly = assembly.plus(page);
    }

    assertThat(assembly.complete()).contains(snapshot);
  }

  @Test
  void aPageIsNotMuchHeavierThanItsBound() {
    List<Page> pages = someImage().snapshot().pages(20);

    assertThat(pages).hasSizeGreaterThan(5);
    assertThat(pages).allSatisfy(page -> assertThat(page.events().size()).isBetween(1, 4));
  }

  @Test
  void aSnapshotWithAHoleIsNeverComplete() {
    List<Page> pages = someImage().snapshot().pages(20);

    SnapshotAssembly assembly = SnapshotAssembly.EMPTY.plus(pages.get(0)).plus(pages.get(2));
    for (Page page : pages.subList(3, pages.size())) {
      assembly = assembly.plus(page);
    }

    assertThat(assembly.complete()).isEmpty();
  }

  @Test
  void aPageThatComesTwiceDoesNotStandInForAnother() {
    List<Page> pages = someImage().snapshot().pages(20);

    SnapshotAssembly assembly = SnapshotAssembly.EMPTY.plus(pages.get(0)).plus(pages.get(1));

    assertThat(assembly.plus(pages.get(1))).isEqualTo(SnapshotAssembly.EMPTY);
  }

  @Test
  void pagesOfTwoSnapshotsAreNotMixed() {
    ClusterImage image = someImage();
    List<Page> earlier = image.snapshot().pages(20);
    List<Page> later = image.apply(new TopicDeleted(topicId(99))).snapshot().pages(20);

    SnapshotAssembly mixed = SnapshotAssembly.EMPTY.plus(earlier.get(0)).plus(later.get(1));

    assertThat(mixed).isEqualTo(SnapshotAssembly.EMPTY);
  }

  @Test
  void aFirstPageStartsAnew() {
    List<Page> pages = someImage().snapshot().pages(20);

    SnapshotAssembly assembly = SnapshotAssembly.EMPTY.plus(pages.get(0)).plus(pages.get(1));
    for (Page page : pages) {
      assembly = assembly.plus(page);
    }

    assertThat(assembly.complete()).contains(someImage().snapshot());
  }

  private static ClusterImage someImage() {
    ClusterImage image = with(ofNodes(3), spec("a", 7, 1), topicId(1));
    image = with(image, spec("b.c", 3, 3), topicId(2));
    image = with(image, spec("gone", 3, 2), topicId(3));
    return image.apply(new TopicDeleted(topicId(3)));
  }
}
