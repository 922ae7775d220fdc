package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** What Pekko makes read journals by: the plugin {@code tukki.read-journal}. */
public final class TukkiReadJournalProvider implements ReadJournalProvider {

  private final TukkiReadJournal journal;

  public TukkiReadJournalProvider(ExtendedActorSystem system, Config config) {
    this.journal = new TukkiReadJournal(system, config);
  }

  @Override
  public TukkiReadJournal javadslReadJournal() {
    return journal;
  }

  @Override
  public ScalaReadJournal scaladslReadJournal() {
    return new ScalaReadJournal(journal);
  }
}
