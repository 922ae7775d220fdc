package io.tukki.actors.partition.remote;

import io.tukki.actors.Partitions;
import io.tukki.actors.partition.remote.ToClient.Whereabouts;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * This node's way to the partitions of other nodes: who was asked what, and who hears the answer.
 * Thread-safe.
 */
public final class PartitionClient {

  /** Told on the client's threads, which it must not hold up. */
  public interface Listener {

    /**
     * @param peer the partitions of the node that leads this one
     */
    void ledAt(PartitionId partition, Partitions peer);

    /** Its entity is still trying. */
    void notYet(PartitionId partition, Refusal why);

    /** There is no point in waiting. */
    void unavailable(PartitionId partition, Refusal refusal);

    /**
     * The node has died or left. Comes before what was under way there is refused, so that whoever
     * asks again does not ask there.
     *
     * @param peer as {@link #ledAt} gave it
     */
    void gone(Partitions peer);
  }

  private final RemoteSettings settings;
  private final Listener listener;
  private final Executor executor;
  private final ActorRef<ToClient> answers;
  private final ActorRef<ToClient> bulkAnswers;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Pending<?>> pending = new ConcurrentHashMap<>();
  private final Map<ActorRef<ToServer>, Peer> peers = new ConcurrentHashMap<>();

  /**
   * @param dispatcher of its actors
   */
  public PartitionClient(
      ActorSystem<?> system,
      DispatcherSelector dispatcher,
      RemoteSettings settings,
      Listener listener) {
    this.settings = settings;
    this.listener = listener;
    this.executor = system.dispatchers().lookup(dispatcher);
    this.answers =
        system.systemActorOf(ClientActor.withDeadlines(this), "tukki-partition-client", dispatcher);
    // A destination of its own, so that small answers do not queue behind large ones.
    this.bulkAnswers =
        system.systemActorOf(ClientActor.create(this), "tukki-partition-client-bulk", dispatcher);
  }

  /** Whom an entity tells where it is. */
  public ActorRef<ToClient> ref() {
    return answers;
  }

  private Peer at(ActorRef<ToServer> server) {
    return peers.computeIfAbsent(
        server,
        s -> {
          answers.tell(new ToClient.Watch(s));
          return new Peer(this, s);
        });
  }

  // ---- peers ----

  RemoteSettings settings() {
    return settings;
  }

  ActorRef<ToClient> answers() {
    return answers;
  }

  ActorRef<ToClient> bulkAnswers() {
    return bulkAnswers;
  }

  long register(Pending<?> question) {
    long id = lastId.incrementAndGet();
    pending.put(id, question);
    return id;
  }

  void forget(long id) {
    take(id);
  }

  /** Whoever asks may hold a lock that the answer needs, and so does not get it in the call. */
  <T> CompletionStage<Result<T>> refused(Refusal refusal) {
    return CompletableFuture.supplyAsync(() -> Result.refused(refusal), executor);
  }

  /** The question, for whoever is the first to answer it. */
  private Optional<Pending<?>> take(long id) {
    Pending<?> taken = pending.remove(id);
    if (taken != null) {
      taken.peer().answered(taken);
    }
    return Optional.ofNullable(taken);
  }

  // ---- the actors ----

  void replied(long id, Answer answer) {
    Pending<?> question = pending.get(id);
    if (question != null && question.isWhole(answer)) {
      take(id).ifPresent(first -> first.complete(answer));
    }
  }

  void more(long id, ByteBuffer piece) {
    Pending<?> question = pending.get(id);
    if (question != null) {
      question.add(piece).ifPresent(whole -> take(id).ifPresent(first -> first.complete(whole)));
    }
  }

  void heard(Whereabouts news) {
    switch (news) {
      case Whereabouts.LedAt(var partition, var epoch, var server) ->
          listener.ledAt(partition, at(server));
      case Whereabouts.NotYet(var partition, var why) -> listener.notYet(partition, why);
      case Whereabouts.Unavailable(var partition, var refusal) ->
          listener.unavailable(partition, refusal);
    }
  }

  void expire(long nowNanos) {
    pending.forEach(
        (id, question) -> {
          if (question.isLate(nowNanos)) {
            take(id).ifPresent(late -> late.refuse(timedOut(late)));
          }
        });
  }

  private static Refusal timedOut(Pending<?> late) {
    return new Refusal.TimedOut(
        "The partition's node (%s) did not answer in time; what became of the request is not known."
            .formatted(late.peer()));
  }

  void terminated(ActorRef<ToServer> server) {
    Peer peer = peers.remove(server);
    if (peer != null) {
      peer.noteGone();
      listener.gone(peer);
      pending.forEach(
          (id, question) -> {
            if (question.peer().equals(peer)) {
              take(id).ifPresent(lost -> lost.refuse(lost(peer)));
            }
          });
    }
  }

  private static Refusal lost(Peer peer) {
    return new Refusal.OutcomeUnknown(
        "The partition's node (%s) stopped or died; what became of the request is not known."
            .formatted(peer));
  }
}
