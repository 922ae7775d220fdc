package io.tukki.actors.membership.downing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.downing.Downing.Changed;
import io.tukki.actors.membership.downing.Downing.Command;
import io.tukki.actors.membership.downing.Downing.Quarantined;
import io.tukki.actors.membership.downing.DowningSettings.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityChanged;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Reachability;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** The actor alone, with events as Pekko publishes them and a clock that stands still. */
final class DowningTest {

  private static final String DATA = "data";
  private static final String CLIENT = "client";
  private static final UniqueAddress ELDEST = process(1);
  private static final UniqueAddress SECOND = process(2);
  private static final UniqueAddress THIRD = process(3);
  private static final UniqueAddress GUEST = process(9);

  private static final Patience PATIENCE =
      new Patience(
          Duration.ofMillis(300),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private final List<Address> down = new ArrayList<>();

  @Test
  void theEldestPutsOutWhoIsBehindACleanCutAsSoonAsThatHasLasted() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST, SECOND));

    downing.passes(Duration.ofMillis(299));
    assertThat(down).isEmpty();
    downing.passes(Duration.ofMillis(1));
    assertThat(down).containsExactly(THIRD.address());
  }

  @Test
  void theNextOneDoesWhereTheEldestHasNot() {
    TimedActor<Command> downing = downingOf(SECOND, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST, SECOND));

    downing.passes(Duration.ofMillis(1_299));
    assertThat(down).isEmpty();
    downing.passes(Duration.ofMillis(1));
    assertThat(down).containsExactly(THIRD.address());
  }

  @Test
  void nobodyIsPutOutOnceEverybodyIsReachedAgain() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST, SECOND));
    downing.passes(Duration.ofMillis(200));
    tell(downing, new ReachabilityChanged(Reachability.empty()));

    downing.passes(Duration.ofMinutes(1));

    assertThat(down).isEmpty();
  }

  @Test
  void aChangeOfMindBeginsToCountAnew() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST));
    downing.passes(Duration.ofMillis(2_999));
    assertThat(down).isEmpty();

    tell(downing, unreachable(THIRD, ELDEST, SECOND));
    downing.passes(Duration.ofMillis(299));
    assertThat(down).isEmpty();
    downing.passes(Duration.ofMillis(1));
    assertThat(down).containsExactly(THIRD.address());
  }

  @Test
  void newsThatChangeNoJudgementDoNotPutItOff() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST, SECOND));
    downing.passes(Duration.ofMillis(200));
    tell(downing, unreachable(THIRD, SECOND, ELDEST));

    downing.passes(Duration.ofMillis(100));

    assertThat(down).containsExactly(THIRD.address());
  }

  @Test
  void oneWhoReachesNobodyLeavesByHimselfAndLater() {
    TimedActor<Command> downing = downingOf(THIRD, ELDEST, SECOND, THIRD);
    tell(
        downing,
        new ReachabilityChanged(
            Reachability.empty().unreachable(THIRD, ELDEST).unreachable(THIRD, SECOND)));

    downing.passes(Duration.ofMillis(4_999));
    assertThat(down).isEmpty();
    downing.passes(Duration.ofMillis(1));
    assertThat(down).containsExactly(THIRD.address());
  }

  @Test
  void itIsTriedAgainUntilTheMemberIsGone() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, unreachable(THIRD, ELDEST, SECOND));
    downing.passes(Duration.ofMillis(600));
    assertThat(down).containsExactly(THIRD.address(), THIRD.address());

    tell(downing, removed(member(THIRD, 3, DATA)));
    downing.passes(Duration.ofMinutes(1));

    assertThat(down).hasSize(2);
  }

  @Test
  void whatAClientDoesNotReachPutsOutTheClient() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, new MemberUp(member(GUEST, 4, CLIENT)));
    tell(downing, unreachable(SECOND, GUEST));

    downing.passes(Duration.ofMinutes(1));

    assertThat(Set.copyOf(down)).containsExactly(GUEST.address());
  }

  @Test
  void whoIsQuarantinedByANodeLeaves() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);

    downing.tell(new Quarantined(SECOND));

    assertThat(down).containsExactly(ELDEST.address());
  }

  @Test
  void whatAClientOrAStrangerThinksOfItIsNoReasonToLeave() {
    TimedActor<Command> downing = downingOf(ELDEST, ELDEST, SECOND, THIRD);
    tell(downing, new MemberUp(member(GUEST, 4, CLIENT)));

    downing.tell(new Quarantined(GUEST));
    downing.tell(new Quarantined(process(77)));

    assertThat(down).isEmpty();
  }

  private TimedActor<Command> downingOf(UniqueAddress self, UniqueAddress... members) {
    DowningSettings settings = new DowningSettings(Optional.of(DATA), PATIENCE);
    TimedActor<Command> downing = new TimedActor<>(Downing.create(settings, self, down::add));
    for (int i = 0; i < members.length; i++) {
      tell(downing, new MemberUp(member(members[i], i + 1, DATA)));
    }
    return downing;
  }

  private static void tell(TimedActor<Command> downing, ClusterDomainEvent event) {
    downing.tell(new Changed(event));
  }

  private static ReachabilityChanged unreachable(
      UniqueAddress subject, UniqueAddress... observers) {
    return new ReachabilityChanged(
        Stream.of(observers)
            .reduce(
                Reachability.empty(),
                (known, observer) -> known.unreachable(observer, subject),
                (one, other) -> one));
  }

  private static Member member(UniqueAddress process, int upNumber, String role) {
    return new Member(
        process,
        upNumber,
        MemberStatus.up(),
        CollectionConverters.asScala(Set.of(role, "dc-default")).toSet(),
        Version.Zero());
  }

  private static MemberRemoved removed(Member member) {
    return new MemberRemoved(
        member.copy(MemberStatus.down()).copy(MemberStatus.removed()), MemberStatus.down());
  }

  private static UniqueAddress process(int number) {
    return new UniqueAddress(
        new Address("pekko", "tukki", "10.0.0." + number, 7300), (long) number);
  }
}
