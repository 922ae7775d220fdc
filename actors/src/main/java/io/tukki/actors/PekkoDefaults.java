package io.tukki.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Pekko's settings as a node needs them, explained in {@code tukki-pekko.conf}. */
public final class PekkoDefaults {

  private PekkoDefaults() {}

  /**
   * A layer to be put above the reference configuration and below everything else; not resolved.
   */
  public static Config config() {
    return ConfigFactory.parseResources(PekkoDefaults.class.getClassLoader(), "tukki-pekko.conf");
  }
}
