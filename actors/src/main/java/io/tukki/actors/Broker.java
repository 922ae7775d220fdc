package io.tukki.actors;

/**
 * The cluster as this JVM reaches it. Thread-safe; no method blocks.
 *
 * <p>Answers are {@link io.tukki.core.result.Result}s: what a client can cause is a refusal in the
 * value, a failed stage is a bug or broken hardware.
 */
public interface Broker {

  Metadata metadata();

  Topics topics();

  Partitions partitions();

  Shards shards();
}
