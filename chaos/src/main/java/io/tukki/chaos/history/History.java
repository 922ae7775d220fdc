package io.tukki.chaos.history;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A history that can be gone through any number of times. */
@FunctionalInterface
public interface History {

  void replay(Consumer<Event> reader) throws IOException;

  static History of(List<? extends Event> events) {
    List<Event> copy = List.copyOf(events);
    return copy::forEach;
  }
}
