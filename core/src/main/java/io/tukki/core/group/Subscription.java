package io.tukki.core.group;

import java.util.Optional;
import java.util.Set;

/**
 * The topics that a member wants to read, whether they exist or not.
 *
 * @param pattern a regular expression for names of more of them
 */
public record Subscription(Set<String> topics, Optional<String> pattern) {

  public Subscription {
    topics = Set.copyOf(topics);
    pattern = pattern.filter(text -> !text.isEmpty());
  }
}
