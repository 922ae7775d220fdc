package io.tukki.actors.membership;

import com.typesafe.config.Config;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.FailureDetectorWithAddress;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * Pekko's adaptive failure detector for one member, within bounds.
 *
 * <p>It can be told that the member is dead: Pekko removes a member that was downed only once it is
 * unreachable as well, and would wait for heartbeats to stay away, whatever else is known.
 *
 * <p>And it waits no longer than the setting {@code longest-silence}. The adaptive one learns from
 * heartbeats that come late; one gap of a few seconds, be it a cut that healed or a node that had
 * been stopped, makes it wait for twice as long during the next minutes.
 *
 * <p>Made by Pekko, by the class's name in the configuration, one for each process that is
 * monitored; it makes itself known on the event stream, to {@link ProvenDeaths}.
 */
public final class DeathAwareDetector implements FailureDetector, FailureDetectorWithAddress {

  private final EventStream events;
  private final PhiAccrualFailureDetector adaptive;
  private final long longestSilenceNanos;
  private volatile String monitored = "";
  private volatile long heardAtNanos;
  private volatile boolean dead;

  /** As Pekko wants it. */
  public DeathAwareDetector(Config config, EventStream events) {
    this.events = events;
    this.adaptive = new PhiAccrualFailureDetector(config, events);
    this.longestSilenceNanos = config.getDuration("longest-silence").toNanos();
  }

  @Override
  public void setAddress(String address) {
    adaptive.setAddress(address);
    monitored = address;
    events.publish(this);
  }

  @Override
  public boolean isAvailable() {
    return !dead && adaptive.isAvailable() && !isSilentForTooLong();
  }

  @Override
  public boolean isMonitoring() {
    return adaptive.isMonitoring();
  }

  @Override
  public void heartbeat() {
    heardAtNanos = System.nanoTime();
    adaptive.heartbeat();
  }

  private boolean isSilentForTooLong() {
    return adaptive.isMonitoring() && System.nanoTime() - heardAtNanos > longestSilenceNanos;
  }

  /** The address of the process that is monitored. */
  String monitored() {
    return monitored;
  }

  /** For good: another process at the same address has another detector. */
  void giveUp() {
    dead = true;
  }
}
