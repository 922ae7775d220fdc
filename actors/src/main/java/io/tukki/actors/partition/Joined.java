package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;

/** What a {@link Caller} meets at a {@link PartitionRoute}. */
sealed interface Joined {

  /** It waits, or was handed over: an answer comes by itself. */
  record Queued() implements Joined {}

  /** It waits, and is the first, for whom the partition must be woken. */
  record First() implements Joined {}

  record Found(Home home) implements Joined {}

  record Refused(Refusal refusal) implements Joined {}
}
