package io.tukki.chaos.run;

import io.tukki.chaos.history.Event.Noted;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.load.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Says what happens, to whoever watches and to whoever reads the history later. */
final class Journal {

  private final HistoryLog history;

  Journal(HistoryLog history) {
    this.history = history;
  }

  void note(String text) {
    history.write(new Noted(Clock.nowUs(), text));
    System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) + "  " + text);
  }
}
