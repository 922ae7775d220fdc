package io.tukki.actors.partition.remote;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.typed.ActorRef;

/** What the node that asks is told. */
public sealed interface ToClient {

  record Reply(long id, Answer answer) implements ToClient, WireMessage {}

  /** The next piece of the batches of a reply that came before. */
  record More(long id, ByteBuffer piece) implements ToClient, WireMessage {}

  /** The answer of an entity to a node that woke it. */
  sealed interface Whereabouts extends ToClient, WireMessage {

    PartitionId partition();

    /** Requests go to this server. */
    record LedAt(PartitionId partition, LeaderEpoch epoch, ActorRef<ToServer> server)
        implements Whereabouts {}

    /** It is still trying; the reason is for those whose time is up before. */
    record NotYet(PartitionId partition, Refusal why) implements Whereabouts {}

    /** There is no point in waiting. */
    record Unavailable(PartitionId partition, Refusal refusal) implements Whereabouts {}
  }

  // ---- within the node ----

  record Watch(ActorRef<ToServer> server) implements ToClient {}

  record CheckDeadlines() implements ToClient {}
}
