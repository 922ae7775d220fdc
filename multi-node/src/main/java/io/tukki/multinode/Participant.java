package io.tukki.multinode;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.japi.Util;
import org.apache.pekko.remote.testconductor.RoleName;
import org.apache.pekko.remote.testconductor.TestConductorExt;
import org.apache.pekko.remote.testkit.MultiNodeSpec;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;

/**
 * A thin Java face over the TestKit's {@link MultiNodeSpec}, for an actor system that exists.
 * Making one joins the conductor, and returns once all have joined for the first time.
 */
final class Participant {

  private static final Duration CONDUCTOR_TIMEOUT = Duration.ofSeconds(30);

  private final MultiNodeSpec spec;

  Participant(RoleName role, ActorSystem system, int nodes) {
    spec =
        new MultiNodeSpec(role, system, Roles.all(nodes), other -> Util.immutableSeq(List.of())) {
          @Override
          public int initialParticipants() {
            return nodes + 1;
          }
        };
  }

  void enterBarrier(String name) {
    spec.enterBarrier(Util.immutableSeq(List.of(name)));
  }

  TestConductorExt conductor() {
    return spec.testConductor();
  }

  static <T> T await(Future<T> future) {
    try {
      return Await.result(future, FiniteDuration.fromNanos(CONDUCTOR_TIMEOUT.toNanos()));
    } catch (Exception e) {
      throw new IllegalStateException("the conductor does not answer", e);
    }
  }
}
