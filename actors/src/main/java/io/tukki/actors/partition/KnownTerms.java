package io.tukki.actors.partition;

import io.tukki.core.cluster.ClusterImage;
import java.util.Optional;

/** A partition's terms for appends, looked up once for all appends under one image. Thread-safe. */
final class KnownTerms {

  private final EntityId entity;
  private volatile Optional<AppendTerms> terms = Optional.empty();

  KnownTerms(EntityId entity) {
    this.entity = entity;
  }

  /** Empty where the image does not know the partition. */
  Optional<AppendTerms> in(ClusterImage image) {
    Optional<AppendTerms> known = terms;
    if (known.isPresent() && known.get().areOf(image)) {
      return known;
    }
    Optional<AppendTerms> found = AppendTerms.in(image, entity);
    terms = found;
    return found;
  }
}
