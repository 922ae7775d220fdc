package io.tukki.actors.metadata;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The section {@code tukki.metadata}; what each means is said in {@code reference.conf}.
 *
 * @param findInterval how often a cache that hears no controller asks for one
 * @param renewInterval how often a cache that hears one makes sure that nothing was lost
 */
public record MetadataSettings(Duration findInterval, Duration renewInterval) {

  /**
   * @param section {@code tukki.metadata}
   */
  public static MetadataSettings of(Config section) {
    return new MetadataSettings(
        section.getDuration("find-interval"), section.getDuration("renew-interval"));
  }
}
