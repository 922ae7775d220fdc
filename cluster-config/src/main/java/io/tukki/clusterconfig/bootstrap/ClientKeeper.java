package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a client back into the cluster whenever it has lost it, until it is closed. */
final class ClientKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(ClientKeeper.class);

  /** A client that is put out again at once must not keep the nodes busy with its comings. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final NodeSettings settings;
  private final ClientBroker broker;
  private final CompletableFuture<NodeEnding> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  ClientKeeper(NodeSettings settings, ClientBroker broker, ClientSession first) {
    this.settings = settings;
    this.broker = broker;
    this.thread =
        Thread.ofPlatform().name("tukki-client-keeper").daemon(true).start(() -> run(first));
  }

  CompletionStage<NodeEnding> ended() {
    return ended.copy();
  }

  /** Returns once it has ended. */
  void close() {
    synchronized (closing) {
      // A second interrupt would cut short what the first has begun.
      if (closing.getCount() > 0) {
        closing.countDown();
        thread.interrupt();
      }
    }
    var unused = ended.handle((ending, failure) -> "over").join();
  }

  /** As often as it takes: a member may have to step aside and come back. */
  static ClientSession open(NodeSettings settings, List<Place> remembered) {
    while (true) {
      try {
        return ClientSession.open(settings, remembered);
      } catch (StartOverException e) {
        LOG.info("starting over: {}", e.getMessage());
      }
    }
  }

  private void run(ClientSession first) {
    try {
      ended.complete(keep(first));
    } catch (RuntimeException e) {
      LOG.error("the client has ended by a mistake of its own", e);
      ended.completeExceptionally(e);
    }
  }

  /** The keeper's thread alone has to do with sessions, so that none is left behind. */
  private NodeEnding keep(ClientSession first) {
    ClientSession session = first;
    while (true) {
      if (!awaitEnd(session)) {
        // The interrupt has served; it must not cut the leaving short.
        var unused = Thread.interrupted();
        session.running().stop(settings.shutdownTimeout());
        return new NodeEnding.Stopped();
      }
      LOG.warn("the cluster is lost, and looked for");
      try {
        session = reopen(session.nodes().get());
      } catch (InterruptedException e) {
        return new NodeEnding.Stopped();
      }
      if (!session.cluster().equals(first.cluster())) {
        session.running().stop(settings.shutdownTimeout());
        return new NodeEnding.PutOut(
            "cluster %s is now where %s was".formatted(session.cluster(), first.cluster()));
      }
      broker.use(session.link());
      LOG.info("the cluster is found again");
    }
  }

  /**
   * @return false if the client is to be closed
   */
  private boolean awaitEnd(ClientSession session) {
    try {
      session.running().ended().toCompletableFuture().get();
      return closing.getCount() > 0;
    } catch (InterruptedException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private ClientSession reopen(List<Place> remembered) throws InterruptedException {
    while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        return open(settings, remembered);
      } catch (NodeStartException e) {
        LOG.warn("the cluster is not found yet: {}", e.getMessage());
      }
    }
    throw new InterruptedException("closing");
  }
}
