package io.tukki.core.id;

import java.util.UUID;

/**
 * Names one data directory for ever. A node is its number together with its directory: the same
 * number over another directory is a node that has lost what it promised, and must not pass for the
 * old one.
 */
public record DirectoryId(UUID value) {

  /** Reads what {@link #toString()} wrote. */
  public static DirectoryId parse(String text) {
    return new DirectoryId(TopicId.parse(text).value());
  }

  @Override
  public String toString() {
    return new TopicId(value).toString();
  }
}
