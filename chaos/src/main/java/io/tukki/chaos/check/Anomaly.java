package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.Promise;

/** What may not be in a history. */
public enum Anomaly {
  LOST_WRITE("lost write", "acknowledged, and later records were read, but nobody read this one"),
  UNSEEN("unseen", "acknowledged at the end of its partition, and nobody read it"),
  DUPLICATE("duplicate", "one value at two offsets"),
  INCONSISTENT_OFFSETS("inconsistent offsets", "two values at one offset"),
  ABORTED_READ("aborted read", "read, though its send certainly failed"),
  UNSENT_READ("unsent read", "read, though nobody sent it there"),
  VANISHED("vanished", "read while the load ran, but not by the final readers"),
  POLL_SKIP("poll skip", "a reader went past a record that others have read"),
  NONMONOTONIC_POLL_INTERNAL("nonmonotonic poll (internal)", "offsets go back within one read"),
  NONMONOTONIC_POLL_EXTERNAL("nonmonotonic poll (external)", "offsets go back from read to read"),
  NONMONOTONIC_SEND("nonmonotonic send", "a later send of one producer got a lower offset"),
  FORGOTTEN("forgotten", "lost in a power cut, though acknowledged too long before it for that"),
  CAME_BACK("came back", "read after a power cut that left it on no disk: the judge is wrong"),
  SILENT_LOSS("silent loss", "a power cut took what was acknowledged, and the cluster did not say");

  private final String title;
  private final String meaning;

  Anomaly(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  public String title() {
    return title;
  }

  public String meaning() {
    return meaning;
  }

  /**
   * Whether a history with that promise may hold it: a failover that cuts what was acknowledged.
   */
  boolean isAllowedBy(Promise promise) {
    return switch (promise) {
      case KEPT -> false;
      case MAY_BE_CUT ->
          switch (this) {
            case LOST_WRITE, UNSEEN, FORGOTTEN, NONMONOTONIC_SEND -> true;
            case DUPLICATE,
                INCONSISTENT_OFFSETS,
                ABORTED_READ,
                UNSENT_READ,
                VANISHED,
                POLL_SKIP,
                NONMONOTONIC_POLL_INTERNAL,
                NONMONOTONIC_POLL_EXTERNAL,
                CAME_BACK,
                SILENT_LOSS ->
                false;
          };
    };
  }
}
