package io.tukki.actors.membership;

import com.typesafe.config.Config;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * Pekko's failure detector for one member, which can be told that the member is dead. Pekko removes
 * a member that was downed only once it is unreachable as well, and would wait for heartbeats to
 * stay away, whatever else is known.
 *
 * <p>Made by Pekko, by the class's name in the configuration, one for each process that is
 * monitored; it makes itself known on the event stream, to {@link ProvenDeaths}.
 */
public final class DeathAwareDetector extends PhiAccrualFailureDetector {

  private final EventStream events;
  private volatile String monitored = "";
  private volatile boolean dead;

  /** As Pekko wants it. */
  public DeathAwareDetector(Config config, EventStream events) {
    super(config, events);
    this.events = events;
  }

  @Override
  public void setAddress(String address) {
    super.setAddress(address);
    monitored = address;
    events.publish(this);
  }

  @Override
  public boolean isAvailable() {
    return !dead && super.isAvailable();
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
