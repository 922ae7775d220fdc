package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.Promise;
import io.tukki.chaos.history.Event.Warned;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What is known of one partition before its records are looked at.
 *
 * @param warnings what the cluster said of it
 * @param isReadToEnd whether a reader has seen all there was when the load had ended
 * @param isWhole of a lane: whether its sender has written down all that it did
 * @param isOver whether the whole run came to its end
 */
record Case(
    Promise promise,
    Cuts cuts,
    List<Warned> warnings,
    boolean isReadToEnd,
    IntPredicate isWhole,
    boolean isOver) {

  Case {
    warnings = List.copyOf(warnings);
  }
}
