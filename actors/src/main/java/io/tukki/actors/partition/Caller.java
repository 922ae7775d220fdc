package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.actors.partition.remote.ToClient;
import io.tukki.actors.partition.remote.ToClient.Whereabouts;
import io.tukki.actors.partition.remote.ToServer;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import org.apache.pekko.actor.typed.ActorRef;

/** Somebody who waits at a route to learn where its partition is led. */
sealed interface Caller {

  long deadlineNanos();

  /** There is no point in waiting any longer. */
  void refused(Refusal refusal);

  record Appending(Append append) implements Caller {
    @Override
    public long deadlineNanos() {
      return append.deadlineNanos();
    }

    @Override
    public void refused(Refusal refusal) {
      append.replyTo().giveUp(refusal);
    }
  }

  /** Callers who need no order among each other. */
  sealed interface Asking extends Caller {

    void found(Home home);

    /** It takes a while, because of this. */
    void delayed(Refusal why);
  }

  record Reading(Promise<Home> promise, long deadlineNanos) implements Asking {
    @Override
    public void found(Home home) {
      promise.tell(Result.ok(home));
    }

    @Override
    public void delayed(Refusal why) {
      // The route knows; it is told when the time is up.
    }

    @Override
    public void refused(Refusal refusal) {
      promise.refuse(refusal);
    }
  }

  /**
   * Another node, whose own callers wait there. If the answer is lost, or the partition is found to
   * be elsewhere, it asks again.
   *
   * @param server where this node answers for what it leads
   */
  record OtherNode(
      PartitionId partition,
      ActorRef<ToClient> client,
      ActorRef<ToServer> server,
      long deadlineNanos)
      implements Asking {
    @Override
    public void found(Home home) {
      if (home instanceof Home.Here(var live)) {
        client.tell(new Whereabouts.LedAt(partition, live.log().leaderEpoch(), server));
      }
    }

    @Override
    public void delayed(Refusal why) {
      client.tell(new Whereabouts.NotYet(partition, why));
    }

    @Override
    public void refused(Refusal refusal) {
      if (!(refusal instanceof Refusal.TimedOut)) {
        client.tell(new Whereabouts.Unavailable(partition, refusal));
      }
    }
  }
}
