package io.tukki.core.cluster;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidTopicName;
import java.util.Optional;

/**
 * The rules for topic names, which are Kafka's ({@code org.apache.kafka.common.internals.Topic}).
 */
public final class TopicName {

  /** Leaves room in a file name of 255 characters for a partition number. */
  public static final int MAX_LENGTH = 249;

  private TopicName() {}

  /** What is wrong with the name, if anything. */
  public static Optional<Refusal> check(String name) {
    if (name.isEmpty()) {
      return refuse("A topic name needs at least one character.");
    }
    if (name.equals(".") || name.equals("..")) {
      return refuse("A topic cannot be called '" + name + "'.");
    }
    if (name.length() > MAX_LENGTH) {
      return refuse(
          "A topic name has at most %d characters; this has %d: '%s...'."
              .formatted(MAX_LENGTH, name.length(), name.substring(0, 32)));
    }
    return name.chars().allMatch(TopicName::isLegal)
        ? Optional.empty()
        : refuse(
            "A topic name consists of ASCII letters, digits, '.', '_' and '-'; '%s' does not."
                .formatted(name));
  }

  private static Optional<Refusal> refuse(String message) {
    return Optional.of(new InvalidTopicName(message));
  }

  private static boolean isLegal(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  /** The same for names that differ in dots and underscores alone, which metrics would mix up. */
  static String collisionKey(String name) {
    return name.replace('.', '_');
  }

  static boolean canCollide(String name) {
    return name.indexOf('.') >= 0 || name.indexOf('_') >= 0;
  }
}
