package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one other node: once opened, it is dialled again whenever the connection breaks, for
 * as long as the node has an address. Thread-safe.
 *
 * <pre>
 *   Resting ──── opened ────► Dialling ── welcomed ──► Connected
 *      ▲                        ▲    │                     │
 *      └── no address ── BackingOff ◄── failed             │ broken: at once, unless it
 *                               ▲──────────────────────────┘ had only just been welcomed
 * </pre>
 *
 * <p>While it backs off, what is sent is dropped: it would be stale when it arrives. It is dialled
 * whether or not there is something to say, since a port that refuses after a break tells of a
 * death.
 */
final class Link {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /** Who this node is and how it dials: the same for all links. */
  record Surroundings(
      LinkIdentity here,
      TransportSettings.Patience patience,
      NodeAddresses addresses,
      LinkObserver observer,
      Counters counters) {}

  /** What a link asks of the transport's threads. */
  interface Dialler {
    /** The conversation ends for certain, in time. */
    void dial(InetSocketAddress address, DialledStage stage);

    void later(Duration delay, Runnable task);
  }

  private sealed interface State {
    record Resting() implements State {}

    record Dialling(Attempt attempt) implements State {}

    record Connected(Attempt attempt, long sinceNanos) implements State {}

    record BackingOff(Attempt failed) implements State {}

    record Closed() implements State {}
  }

  private final ReplicaId to;
  private final Surroundings around;
  private final Outbox outbox;
  private final Dialler dialler;

  private final Object lock = new Object();
  private State state = new State.Resting();

  /** In a row; dials count as failures until the connection has lasted. */
  private int failures;

  private Optional<String> toldTrouble = Optional.empty();

  Link(ReplicaId to, Surroundings around, Outbox outbox, Dialler dialler) {
    this.to = to;
    this.around = around;
    this.outbox = outbox;
    this.dialler = dialler;
  }

  Outbox outbox() {
    return outbox;
  }

  /**
   * Dials unless that has been seen to. To be called when the node may have a new address, and
   * before anything is said to it.
   *
   * @return whether that may be put into the outbox; it is to be dropped otherwise
   */
  boolean open() {
    Optional<Attempt> attempt;
    synchronized (lock) {
      attempt =
          switch (state) {
            case State.Dialling dialling -> Optional.empty();
            case State.Connected connected -> Optional.empty();
            case State.Resting resting -> address().map(this::attempt);
            case State.BackingOff(Attempt failed) ->
                address().filter(now -> !now.equals(failed.address)).map(this::attempt);
            case State.Closed closed -> Optional.empty();
          };
    }
    attempt.ifPresent(this::dial);
    synchronized (lock) {
      return state instanceof State.Dialling || state instanceof State.Connected;
    }
  }

  private Optional<InetSocketAddress> address() {
    return around.addresses().of(to.node());
  }

  private Attempt attempt(InetSocketAddress address) {
    Attempt attempt = new Attempt(address);
    state = new State.Dialling(attempt);
    return attempt;
  }

  private void dial(Attempt attempt) {
    dialler.dial(
        attempt.address,
        new DialledStage(
            new Handshake.Hello(around.here().cluster(), around.here().self(), to),
            outbox,
            attempt,
            around.patience()));
  }

  void close() {
    synchronized (lock) {
      state = new State.Closed();
    }
    outbox.clear();
  }

  /** One connection, from the moment it is dialled. */
  private final class Attempt implements Conversation {

    private final InetSocketAddress address;

    Attempt(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public void welcomed() {
      synchronized (lock) {
        if (!isCurrent()) {
          return;
        }
        state = new State.Connected(this, System.nanoTime());
        toldTrouble = Optional.empty();
      }
      around.counters().connects.increment();
      LOG.info("Connected to node {} at {} to replicate", to.node(), address);
      around.observer().connected(to.node());
    }

    @Override
    public boolean isWanted() {
      Optional<InetSocketAddress> now = address();
      return now.isPresent() && now.get().equals(address);
    }

    private boolean isCurrent() {
      return switch (state) {
        case State.Dialling(Attempt attempt) -> attempt == this;
        case State.Connected(Attempt attempt, long since) -> attempt == this;
        case State.Resting resting -> false;
        case State.BackingOff backingOff -> false;
        case State.Closed closed -> false;
      };
    }

    @Override
    public void ended(Throwable cause) {
      Optional<State.Connected> connected;
      boolean wanted = isWanted();
      synchronized (lock) {
        if (!isCurrent()) {
          return;
        }
        connected =
            state instanceof State.Connected before ? Optional.of(before) : Optional.empty();
        outbox.detach();
        if (!wanted) {
          state = new State.Resting();
          outbox.clear();
        }
      }
      if (!wanted) {
        // The node may be elsewhere by now.
        open();
      } else if (connected.isPresent()) {
        broken(connected.get(), cause);
      } else {
        failed(cause);
      }
    }

    private void broken(State.Connected before, Throwable cause) {
      around.counters().breaks.increment();
      LOG.info("The connection to node {} at {} broke: {}", to.node(), address, rootOf(cause));
      around.observer().broken(to.node(), address, cause);
      boolean lasted =
          System.nanoTime() - before.sinceNanos() >= around.patience().maxBackoff().toNanos();
      Optional<Attempt> next = Optional.empty();
      synchronized (lock) {
        if (isCurrent()) {
          failures = lasted ? 0 : failures;
          if (failures == 0) {
            failures = 1;
            next = Optional.of(attempt(address().orElse(address)));
          } else {
            backOff();
          }
        }
      }
      next.ifPresent(Link.this::dial);
    }

    private void failed(Throwable cause) {
      if (isRefused(cause)) {
        around.observer().refused(to.node(), address);
      }
      outbox.clear();
      synchronized (lock) {
        if (isCurrent()) {
          tellOnce(cause);
          backOff();
        }
      }
    }

    private void tellOnce(Throwable cause) {
      String trouble = rootOf(cause);
      if (!toldTrouble.equals(Optional.of(trouble))) {
        toldTrouble = Optional.of(trouble);
        LOG.warn("Node {} at {} cannot be reached to replicate: {}", to.node(), address, trouble);
      }
    }

    /** Under the lock. */
    private void backOff() {
      state = new State.BackingOff(this);
      dialler.later(around.patience().backoff(failures), this::dialAgain);
      failures++;
    }

    private void dialAgain() {
      Optional<Attempt> next = Optional.empty();
      synchronized (lock) {
        if (state instanceof State.BackingOff(Attempt failed) && failed == this) {
          state = new State.Resting();
          next = address().map(Link.this::attempt);
        }
      }
      next.ifPresent(Link.this::dial);
    }
  }

  /** What the system said, without what was made of it on the way. */
  private static String rootOf(Throwable cause) {
    Throwable root = cause;
    for (Throwable each = cause.getCause(); each != null; each = each.getCause()) {
      root = each;
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** The system says so in many words. */
  private static boolean isRefused(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectException
          && String.valueOf(each.getMessage()).contains("refused")) {
        return true;
      }
    }
    return false;
  }
}
