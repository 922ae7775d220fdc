package io.tukki.chaos.cluster;

import java.time.Duration;

/** Waiting, for a driver whose threads may block. */
public final class Pause {

  private Pause() {}

  /**
   * @throws IllegalStateException if the thread is interrupted: the run is being ended
   */
  public static void of(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
