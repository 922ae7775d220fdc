package io.tukki.actors.membership.downing;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;

/**
 * One actor in the test's own thread, whose timers with a fixed delay go off as the test lets time
 * pass.
 */
final class TimedActor<T> {

  private record Timer<T>(T message, long everyMs, long dueMs) {}

  private final BehaviorTestKit<T> actor;
  private final Map<Object, Timer<T>> timers = new HashMap<>();
  private long nowMs;

  TimedActor(Behavior<T> behavior) {
    actor = BehaviorTestKit.create(behavior);
  }

  void tell(T message) {
    actor.run(message);
    actor.getAllEffects().forEach(this::note);
  }

  @SuppressWarnings("unchecked") // The actor's timers send it what it understands.
  private void note(Effect effect) {
    if (effect instanceof Effect.TimerScheduled<?> scheduled) {
      long everyMs = scheduled.duration().toMillis();
      timers.put(scheduled.key(), new Timer<>((T) scheduled.msg(), everyMs, nowMs + everyMs));
    } else if (effect instanceof Effect.TimerCancelled cancelled) {
      timers.remove(cancelled.key());
    }
  }

  void passes(Duration time) {
    long endMs = nowMs + time.toMillis();
    Optional<Map.Entry<Object, Timer<T>>> due = next(endMs);
    while (due.isPresent()) {
      Object key = due.get().getKey();
      Timer<T> timer = due.get().getValue();
      nowMs = timer.dueMs();
      timers.put(key, new Timer<>(timer.message(), timer.everyMs(), nowMs + timer.everyMs()));
      tell(timer.message());
      due = next(endMs);
    }
    nowMs = endMs;
  }

  private Optional<Map.Entry<Object, Timer<T>>> next(long endMs) {
    return timers.entrySet().stream()
        .filter(timer -> timer.getValue().dueMs() <= endMs)
        .min(Comparator.comparingLong(timer -> timer.getValue().dueMs()));
  }
}
