package io.tukki.api.http.event;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where a stream stands: for each of its partitions the offset to go on at. Written as {@code
 * 0:17,1:4@<topic id>}, so that positions in a topic that was deleted are not taken for positions
 * in its successor.
 */
record Positions(TopicId topic, Map<Integer, Long> offsets) {

  private static final Pattern SYNTAX =
      Pattern.compile("[0-9]{1,9}:[0-9]{1,18}(,[0-9]{1,9}:[0-9]{1,18})*@[A-Za-z0-9_-]{22}");

  Positions {
    offsets = Map.copyOf(offsets);
  }

  /**
   * @throws IllegalArgumentException whose message completes "The parameter x …"
   */
  static Positions parse(String id) {
    if (!SYNTAX.matcher(id).matches()) {
      throw new IllegalArgumentException("is the id of an event of this stream, not '" + id + "'");
    }
    int at = id.lastIndexOf('@');
    Map<Integer, Long> offsets = new TreeMap<>();
    for (String entry : id.substring(0, at).split(",", -1)) {
      int colon = entry.indexOf(':');
      offsets.put(
          Integer.valueOf(entry.substring(0, colon)), Long.valueOf(entry.substring(colon + 1)));
    }
    return new Positions(TopicId.parse(id.substring(at + 1)), offsets);
  }

  /**
   * @throws ProblemException if these are positions in another topic
   */
  Positions in(TopicId expected) {
    if (!topic.equals(expected)) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "The Last-Event-ID is of another topic that had this name; start without one.")
          .asException();
    }
    return this;
  }

  /** The positions as a stream moves them along; belongs to one stream, not thread-safe. */
  static final class Moving {

    private final TopicId topic;
    private final TreeMap<Integer, Long> offsets;

    Moving(Positions start) {
      this.topic = start.topic();
      this.offsets = new TreeMap<>(start.offsets());
    }

    void move(int partition, long nextOffset) {
      offsets.put(partition, nextOffset);
    }

    /** The id of an event after which the stream stands here. */
    String id() {
      List<String> entries = new ArrayList<>(offsets.size());
      offsets.forEach((partition, offset) -> entries.add(partition + ":" + offset));
      return String.join(",", entries) + "@" + topic;
    }
  }
}
