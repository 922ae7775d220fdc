package io.tukki.core.cluster;

import java.util.ArrayList;
import java.util.List;

/** The events that lead from one version of the image to a later one. */
public record ClusterDelta(long fromVersion, List<ClusterEvent> events) {

  public ClusterDelta {
    events = List.copyOf(events);
  }

  public long toVersion() {
    return fromVersion + events.size();
  }

  /**
   * The same in parts that follow on each other.
   *
   * @param pageWeight about how many partitions' places fit into a part
   */
  public List<ClusterDelta> pages(int pageWeight) {
    List<ClusterDelta> pages = new ArrayList<>();
    long version = fromVersion;
    for (List<ClusterEvent> part : EventPages.split(events, pageWeight)) {
      pages.add(new ClusterDelta(version, part));
      version += part.size();
    }
    return pages;
  }

  /** What comes of bringing a delta to an image. */
  public sealed interface Applied {

    /** The image is now at the delta's end, or was there or beyond it before. */
    record Current(ClusterImage image) implements Applied {}

    /** Events between the image and the delta are missing here; the image cannot go on from it. */
    record Gap(long imageVersion, long deltaFromVersion) implements Applied {}
  }

  /** Skips what the image has already, so that a delta may come twice or overlap another. */
  public Applied applyTo(ClusterImage image) {
    if (fromVersion > image.version()) {
      return new Applied.Gap(image.version(), fromVersion);
    }
    int known = (int) Math.min(image.version() - fromVersion, events.size());
    return new Applied.Current(image.applyAll(events.subList(known, events.size())));
  }
}
