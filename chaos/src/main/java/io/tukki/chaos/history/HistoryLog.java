package io.tukki.chaos.history;

/** Where clients write down what they did and saw. Thread-safe. */
@FunctionalInterface
public interface HistoryLog {
  void write(Event event);
}
