package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.topicId;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterDelta.Applied;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTailTest {

  @Test
  void whoIsALittleBehindIsToldWhatIsMissing() {
    EventTail tail = new EventTail(10, 3);
    tail.append(List.of(created(1), created(2)));
    tail.append(List.of(created(3), created(4)));

    assertThat(tail.since(14)).contains(new ClusterDelta(14, List.of()));
    assertThat(tail.since(13)).contains(new ClusterDelta(13, List.of(created(4))));
    assertThat(tail.since(11))
        .contains(new ClusterDelta(11, List.of(created(2), created(3), created(4))));
  }

  @Test
  void whoIsFurtherBehindOrAheadCannotBeToldByEvents() {
    EventTail tail = new EventTail(10, 3);
    tail.append(List.of(created(1), created(2), created(3), created(4)));

    assertThat(tail.since(10)).isEmpty();
    assertThat(tail.since(0)).isEmpty();
    assertThat(tail.since(15)).isEmpty();
  }

  @Test
  void whatWasBeforeTheTailBeganIsNotKnown() {
    EventTail tail = new EventTail(10, 3);

    assertThat(tail.since(10)).contains(new ClusterDelta(10, List.of()));
    assertThat(tail.since(9)).isEmpty();
  }

  @Test
  void aDeltaInPagesLeadsToTheSameImage() {
    ClusterImage image = ofNodes(1);
    List<ClusterEvent> events = new ArrayList<>();
    for (int topic = 0; topic < 10; topic++) {
      events.add(created(topic));
    }
    ClusterDelta delta = new ClusterDelta(image.version(), events);

    List<ClusterDelta> pages = delta.pages(50);

    assertThat(pages).hasSize(4);
    ClusterImage paged = image;
    for (ClusterDelta page : pages) {
      assertThat(page.applyTo(paged)).isInstanceOf(Applied.Current.class);
      paged = ((Applied.Current) page.applyTo(paged)).image();
    }
    assertThat(paged).isEqualTo(image.applyAll(events));
  }

  private static ClusterEvent created(int topic) {
    return new TopicCreated(
        topicId(topic), "t" + topic, 1, List.of(new ShardId(1, topic)), Map.of());
  }
}
