package io.tukki.chaos.run;

/** What happens to a cluster while clients load it. */
@FunctionalInterface
interface Scenario {

  /** Plays to its end, or to the first problem. */
  void play(Stage stage);
}
