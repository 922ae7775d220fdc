package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.LogDamage;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Replica;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one log's replica where its log is damaged, whoever found it: the log is opened
 * again, which tells how far it is sound, and the replica begins anew with that, without a vote,
 * until a leader has brought it up to date. On the log's lane, but for {@link #suspect} and {@link
 * #nudge}.
 */
final class DamageControl {

  private static final Logger LOG = LoggerFactory.getLogger(DamageControl.class);

  /** Opens the log again, reads the segment that is under suspicion, and says what is so. */
  @FunctionalInterface
  interface Examination {
    /**
     * @throws LogOfflineException if the log is damaged and nobody else holds it
     */
    Optional<LogDamage> of(long offset) throws IOException;
  }

  private final String log;
  private final Node node;
  private final ReplicaDriver driver;
  private final Examination examination;
  private final AtomicBoolean suspected = new AtomicBoolean();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private boolean repairing;

  DamageControl(String log, Node node, ReplicaDriver driver, Examination examination) {
    this.log = log;
    this.node = node;
    this.driver = driver;
    this.examination = examination;
  }

  /** Somebody has read what cannot have been written there. Any thread. */
  void suspect(long offset) {
    if (suspected.compareAndSet(false, true)) {
      driver.queue().put(() -> examine(offset));
    }
  }

  private void examine(long offset) {
    try {
      if (examination.of(offset).isPresent()) {
        damaged();
      } else {
        LOG.info("Log '{}' was suspected to be damaged at {}, and reads well", log, offset);
      }
    } catch (LogOfflineException e) {
      // Nobody to repair it from. Whoever asks for it is told.
      driver.feed(new Input.Damaged());
    } catch (IOException e) {
      LOG.warn("Log '{}' may be damaged at {}, and could not be read again", log, offset, e);
    } finally {
      // Only now: until then others have met the same damage.
      suspected.set(false);
    }
  }

  /** The log was opened, and is damaged. What the replica took it for, if one runs, is wrong. */
  void damaged() {
    repairing = true;
    node.repairs().begin(this);
    Optional<Replica> running = driver.latest();
    if (running.isPresent() && !running.get().isDamaged()) {
      driver.feed(new Input.Damaged());
      driver.beginAnew(new LogOfflineException("Log '%s' is damaged.".formatted(log)));
    }
    follow();
  }

  /** Any thread. */
  void nudge() {
    if (nudged.compareAndSet(false, true)) {
      driver
          .queue()
          .put(
              () -> {
                nudged.set(false);
                follow();
              });
    }
  }

  /** Takes part again, and sees to it that whoever leads knows. */
  private void follow() {
    try {
      Replica replica = driver.started();
      if (!replica.isSuspect()) {
        end();
      } else if (replica.leader().isEmpty()) {
        Message report = replica.beginning();
        replica.configuration().members().stream()
            .filter(member -> !member.equals(node.self()))
            .forEach(member -> node.peers().send(member, log, report));
      }
    } catch (IOException | LogOfflineException e) {
      LOG.debug("Log '{}' cannot take part yet", log, e);
    }
    driver.resettle();
  }

  /** To be called when the replica has done what it could. */
  void after(Replica replica) {
    if (repairing && !replica.isSuspect()) {
      end();
    }
  }

  private void end() {
    if (repairing) {
      repairing = false;
      node.repairs().end(this);
      node.repairs().repaired();
      LOG.info("Log '{}' is whole again: what was damaged was fetched from another node", log);
    }
  }

  /** Nothing is done any more. */
  void stop() {
    repairing = false;
    node.repairs().end(this);
  }
}
