package io.tukki.core.cluster;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.List;

/**
 * What the controller does about a request: events to persist, all or none, and what to answer once
 * they are.
 */
public record Decision<T>(List<ClusterEvent> events, Result<T> result) {

  public Decision {
    events = List.copyOf(events);
  }

  static <T> Decision<T> of(List<ClusterEvent> events, T answer) {
    return new Decision<>(events, Result.ok(answer));
  }

  static <T> Decision<T> refuse(Refusal refusal) {
    return new Decision<>(List.of(), Result.refused(refusal));
  }

  /** The same answer and nothing done: for requests that only want to know. */
  public Decision<T> withoutEffect() {
    return new Decision<>(List.of(), result);
  }
}
