package io.tukki.persistence.journal;

/** Bound to Jackson CBOR in the tests' configuration. */
sealed interface SampleEvent {

  record Added(String item, long at) implements SampleEvent {}

  record Cleared() implements SampleEvent {}

  /** A state, for snapshots. */
  record Items(java.util.List<String> items) implements SampleEvent {}
}
