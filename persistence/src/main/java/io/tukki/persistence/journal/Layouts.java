package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import io.tukki.core.id.PartitionId;
import org.apache.pekko.actor.ActorSystem;

/** Which layout an entity's log has. */
final class Layouts {

  private final BatchLayout ofPartitions = new BatchLayout();
  private final EventLayout ofOthers;

  /** As the journal {@code tukki.journal} has them. */
  Layouts(ActorSystem system) {
    this(system, system.settings().config().getConfig("tukki.journal"));
  }

  /**
   * @param journalConfig the journal plugin's section
   */
  Layouts(ActorSystem system, Config journalConfig) {
    int maxWriteBytes = Math.toIntExact(journalConfig.getBytes("max-write-bytes"));
    this.ofOthers =
        new EventLayout(
            new EventBatches(new EventFrame(new ObjectSerializer(system)), maxWriteBytes));
  }

  JournalLayout of(String persistenceId) {
    return PartitionId.ofPersistenceId(persistenceId).isPresent() ? ofPartitions : ofOthers;
  }
}
