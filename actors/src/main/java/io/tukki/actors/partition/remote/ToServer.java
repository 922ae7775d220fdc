package io.tukki.actors.partition.remote;

import java.nio.ByteBuffer;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's partition server is told by other nodes. */
public sealed interface ToServer extends WireMessage {

  /**
   * @param id the asker's own number for it
   */
  record Request(long id, ActorRef<ToClient> replyTo, Question question) implements ToServer {}

  /** The next piece of the batch of a request that came before. */
  record More(long id, ActorRef<ToClient> replyTo, ByteBuffer piece) implements ToServer {}
}
