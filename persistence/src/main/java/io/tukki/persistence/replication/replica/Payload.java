package io.tukki.persistence.replication.replica;

/** What an entry carries, as far as the replica has to know. */
public sealed interface Payload {

  /** Somebody else's bytes. The handle means something to the driver alone. */
  record Batch(Object handle) implements Payload {}

  /** A change of the replica set, in force from the moment the entry is in a log. */
  record Change(Configuration configuration) implements Payload {}
}
