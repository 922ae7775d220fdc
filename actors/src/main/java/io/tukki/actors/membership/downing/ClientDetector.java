package io.tukki.actors.membership.downing;

import com.typesafe.config.Config;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * A client's failure detector, which suspects nobody as far as Pekko is concerned: a member that is
 * suspected by anybody keeps membership from changing, and a client that does not reach a node says
 * more about the client. {@link Downing} hears of what is really noticed.
 *
 * <p>Made by Pekko, by the class's name in the configuration, one for each process that is
 * monitored; it makes itself known on the event stream.
 */
public final class ClientDetector extends PhiAccrualFailureDetector {

  private final EventStream events;
  private volatile String monitored = "";

  /** As Pekko wants it. */
  public ClientDetector(Config config, EventStream events) {
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
    return true;
  }

  /** The address of the process that is monitored. */
  String monitored() {
    return monitored;
  }

  /** Whether heartbeats come. */
  boolean isHeard() {
    return super.isAvailable();
  }
}
