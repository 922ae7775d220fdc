package io.tukki.actors.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.pekko.serialization.jackson.JacksonMigration;

/**
 * Puts a version into the manifest of everything that is stored, so that the day its form changes
 * old and new can be told apart. The first form needs no migration; whoever makes a second one
 * transforms the first here, in {@link #transform}.
 */
public final class StoredForm extends JacksonMigration {

  private static final int VERSION = 1;

  @Override
  public int currentVersion() {
    return VERSION;
  }

  @Override
  public JsonNode transform(int fromVersion, JsonNode json) {
    return json;
  }
}
