package io.tukki.actors.membership.downing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.actors.membership.downing.Downing.Changed;
import io.tukki.actors.membership.downing.Downing.Command;
import io.tukki.actors.membership.downing.Downing.Monitored;
import io.tukki.actors.membership.downing.DowningSettings.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

final class ClientDetectorTest {

  private static final String NODE = "pekko://tukki@10.0.0.1:7300";

  private static final UniqueAddress CLIENT = process(9);

  private final List<Address> down = new ArrayList<>();
  private final ActorTestKit kit = ActorTestKit.create();
  private final EventStream events = Adapter.toClassic(kit.system()).getEventStream();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void pekkoHearsOfNoSuspicionHoweverLongANodeIsSilent() {
    ClientDetector detector = detector("1ms", NODE);
    detector.heartbeat();

    await().until(() -> !detector.isHeard());

    assertThat(detector.isAvailable()).isTrue();
  }

  @Test
  void aNodeThatSendsHeartbeatsIsHeard() {
    ClientDetector detector = detector("1h", NODE);
    detector.heartbeat();

    assertThat(detector.isHeard()).isTrue();
  }

  @Test
  void itMakesItselfKnownWithTheAddressThatItWatches() {
    TestProbe<ClientDetector> probe = kit.createTestProbe();
    events.subscribe(Adapter.toClassic(probe.getRef()), ClientDetector.class);

    ClientDetector detector = detector("1h", NODE);

    assertThat(probe.receiveMessage()).isSameAs(detector);
    assertThat(detector.monitored()).isEqualTo(NODE);
  }

  @Test
  void aClientThatHearsOfNoNodeLeavesAfterAWhile() {
    TimedActor<Command> client = client();
    client.tell(new Monitored(silent(NODE)));

    client.passes(Duration.ofMillis(9_999));
    assertThat(down).isEmpty();
    client.passes(Duration.ofMillis(1));
    assertThat(down).containsExactly(CLIENT.address());
  }

  @Test
  void aClientThatHearsOfOneNodeStays() {
    TimedActor<Command> client = client();
    client.tell(new Monitored(silent(NODE)));
    client.tell(new Changed(new MemberUp(member(process(2), "data"))));
    client.tell(new Monitored(detector("1h", process(2).address().toString())));

    client.passes(Duration.ofMinutes(1));

    assertThat(down).isEmpty();
  }

  @Test
  void aDetectorOfWhoWasAtThatAddressBeforeCountsNoMore() {
    TimedActor<Command> client = client();
    client.tell(new Monitored(silent(NODE)));
    client.tell(new Monitored(detector("1h", NODE)));

    client.passes(Duration.ofMinutes(1));

    assertThat(down).isEmpty();
  }

  private TimedActor<Command> client() {
    Duration never = Duration.ofDays(1);
    Patience patience = new Patience(never, never, never, never, Duration.ofSeconds(10));
    DowningSettings settings = new DowningSettings(Optional.of("data"), patience);
    TimedActor<Command> client = new TimedActor<>(Downing.create(settings, CLIENT, down::add));
    client.tell(new Changed(new MemberUp(member(process(1), "data"))));
    client.tell(new Changed(new MemberUp(member(CLIENT, "client"))));
    return client;
  }

  private static Member member(UniqueAddress process, String role) {
    return new Member(
        process,
        1,
        MemberStatus.up(),
        CollectionConverters.asScala(Set.of(role, "dc-default")).toSet(),
        Version.Zero());
  }

  private static UniqueAddress process(int number) {
    return new UniqueAddress(
        new Address("pekko", "tukki", "10.0.0." + number, 7300), (long) number);
  }

  /** Of a process that was heard once, and is not any more. */
  private ClientDetector silent(String address) {
    ClientDetector detector = detector("1ms", address);
    detector.heartbeat();
    await().until(() -> !detector.isHeard());
    return detector;
  }

  private ClientDetector detector(String pause, String address) {
    Config config =
        ConfigFactory.parseString("acceptable-heartbeat-pause = " + pause)
            .withFallback(
                kit.system().settings().config().getConfig("pekko.cluster.failure-detector"));
    ClientDetector detector = new ClientDetector(config, events);
    detector.setAddress(address);
    return detector;
  }
}
