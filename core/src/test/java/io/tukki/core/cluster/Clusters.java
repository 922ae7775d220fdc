package io.tukki.core.cluster;

import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.TopicId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;

/** Clusters and topics for tests, small and always the same. */
final class Clusters {

  static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
  static final ClusterRules RULES = new ClusterRules(60, 3, 1, 10_000, 50_000);

  private Clusters() {}

  static TopicId topicId(int number) {
    return new TopicId(new UUID(2, number));
  }

  static NodeImage node(int number) {
    return new NodeImage(
        new NodeId(number),
        new DirectoryId(new UUID(3, number)),
        Map.of("http", new Endpoint("localhost", 8000 + number)),
        Optional.empty());
  }

  static NodeRegistration registration(int number) {
    return new NodeRegistration(CLUSTER, node(number));
  }

  /** Nodes 1 to {@code count} have registered; there are no topics. */
  static ClusterImage ofNodes(int count) {
    return IntStream.rangeClosed(1, count)
        .boxed()
        .reduce(
            ClusterImage.unformed(CLUSTER),
            (image, number) ->
                image.applyAll(
                    new NodeDecisions(image, RULES).register(registration(number)).events()),
            (one, other) -> other);
  }

  static TopicSpec spec(String name, int partitions, int replicationFactor) {
    return new TopicSpec(
        name, OptionalInt.of(partitions), OptionalInt.of(replicationFactor), Map.of());
  }

  static ClusterImage with(ClusterImage image, TopicSpec spec, TopicId id) {
    return image.applyAll(new TopicDecisions(image, RULES).create(spec, id).events());
  }
}
