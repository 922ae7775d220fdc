package io.tukki.api.http.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path such as {@code /v1/topics/{topic}}: segments that are meant literally, or that are
 * variables.
 */
public final class PathTemplate {

  private final String text;
  private final List<String> segments;

  public PathTemplate(String text) {
    this.text = text;
    this.segments = segmentsOf(text);
  }

  /** Empty segments count, so that {@code /a//b} and {@code /a/} are paths of their own. */
  static List<String> segmentsOf(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  /** The variables' values where the path fits. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        variables.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  @Override
  public String toString() {
    return text;
  }
}
