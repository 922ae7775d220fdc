package io.tukki.streams.producer;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The topics of the newest image that were asked for, since each record asks. Not thread-safe. */
final class TopicCache {

  private final Metadata metadata;
  private final Map<String, Optional<TopicImage>> topics = new HashMap<>();
  private ClusterImage image;

  TopicCache(Metadata metadata) {
    this.metadata = metadata;
    this.image = metadata.image();
  }

  Optional<TopicImage> named(String name) {
    ClusterImage newest = metadata.image();
    if (newest.version() != image.version()) {
      image = newest;
      topics.clear();
    }
    return topics.computeIfAbsent(name, image::topic);
  }
}
