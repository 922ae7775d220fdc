package io.tukki.persistence.journal;

import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.replication.Surroundings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.setup.Setup;
import org.jspecify.annotations.Nullable;

/**
 * Lets an actor system start before its storage can be opened: a new node learns who it is from
 * members of the cluster that it has to join first. Handed to the system at its start; {@link
 * #ready} then says over what the storage is opened. Until then whoever asks for it is turned away.
 */
public final class ReplicationSetup extends Setup {

  record Parts(DataDirectory directory, Surroundings surroundings) {}

  private final AtomicReference<@Nullable Parts> parts = new AtomicReference<>();

  /**
   * From now on {@link NodeStorage#get} opens the storage over this, once. Whoever opened the
   * directory closes it, when the system has terminated.
   *
   * @throws IllegalStateException if that was said before
   */
  public void ready(DataDirectory directory, Surroundings surroundings) {
    if (!parts.compareAndSet(null, new Parts(directory, surroundings))) {
      throw new IllegalStateException("The storage of this system has been set up already.");
    }
  }

  Optional<Parts> parts() {
    return Optional.ofNullable(parts.get());
  }
}
