package io.tukki.core.id;

import java.util.UUID;

/** Names one cluster for ever, so that a data directory of another cluster can be refused. */
public record ClusterId(UUID value) {

  /** Reads what {@link #toString()} wrote. */
  public static ClusterId parse(String text) {
    return new ClusterId(TopicId.parse(text).value());
  }

  @Override
  public String toString() {
    return new TopicId(value).toString();
  }
}
