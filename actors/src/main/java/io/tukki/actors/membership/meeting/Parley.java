package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.meeting.Talk.Answer;
import io.tukki.actors.membership.meeting.Talk.Knock;
import io.tukki.actors.membership.meeting.Verdict.Begin;
import io.tukki.actors.membership.meeting.Verdict.Join;
import io.tukki.actors.membership.meeting.Verdict.Wait;
import io.tukki.actors.membership.meeting.Verdict.WrongCluster;
import io.tukki.actors.membership.meeting.Visitor.Membership;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * One process's part in a meeting, until it is a member.
 *
 * <p>Whoever is first in {@link Visitor#ORDER} of all that it has heard of lately is a candidate,
 * and asks the others for their grant. A process grants to one candidate at a time and is bound for
 * {@link Patience#grantMs}; so no two candidates can count on the same process, and no two can have
 * a majority at once. A candidate that meets a better one takes everything back, and says so in its
 * next knock, which frees who was bound to it. Of blank nodes all are needed, so there is one
 * cluster at most. Where a majority is enough, one that has begun can be cut off before anybody
 * joins it, and the others may then begin without it; {@link Rivalry} makes one of the two again.
 *
 * <p>Not thread-safe; the given time is milliseconds of any clock that never goes back.
 */
final class Parley {

  /**
   * @param silenceMs whoever was not heard of for so long counts as gone
   * @param grantMs how long a grant binds; longer than silence
   */
  record Patience(long silenceMs, long grantMs) {}

  private record Heard(Visitor visitor, long atMs) {}

  /**
   * @param knockedAtMs the latest knock of the candidate's, by its clock, that this is the answer
   *     to
   */
  private record Grant(UniqueAddress to, long knockedAtMs, long untilMs) {

    boolean isTo(Knock knock) {
      return to.equals(knock.from().address());
    }
  }

  private final UniqueAddress self;
  private final Standing standing;
  private final Quorum quorum;
  private final Patience patience;
  private final Map<UniqueAddress, Heard> heard = new HashMap<>();
  private final Map<UniqueAddress, Long> grantedUntilMs = new HashMap<>();
  private Optional<Grant> given = Optional.empty();
  private Optional<WrongCluster> stranger = Optional.empty();

  /** Whatever was granted to knocks before this was given back. */
  private long takenBackMs = Long.MIN_VALUE;

  private boolean begun;

  Parley(UniqueAddress self, Standing standing, Quorum quorum, Patience patience) {
    this.self = self;
    this.standing = standing;
    this.quorum = quorum;
    this.patience = patience;
  }

  /** Whether this process would begin the cluster, as far as it knows. */
  boolean isCandidate(long nowMs) {
    return best(nowMs).filter(first -> first.address().equals(self)).isPresent();
  }

  /** A knock, and whether it is granted what it asks for. */
  boolean knocked(Knock knock, long nowMs) {
    Visitor visitor = knock.from();
    if (!belongsHere(visitor)) {
      return false;
    }
    hear(visitor, nowMs);
    if (!knock.candidate()) {
      given = given.filter(grant -> !grant.isTo(knock) || grant.knockedAtMs() > knock.sentAtMs());
      return false;
    }
    if (begun || !mayGrant() || !best(nowMs).filter(visitor::equals).isPresent()) {
      return false;
    }
    given = given.filter(grant -> grant.untilMs() > nowMs);
    if (given.isPresent() && !given.get().isTo(knock)) {
      return false;
    }
    long latestMs =
        Math.max(knock.sentAtMs(), given.map(Grant::knockedAtMs).orElse(knock.sentAtMs()));
    given = Optional.of(new Grant(visitor.address(), latestMs, nowMs + patience.grantMs()));
    return true;
  }

  /** An answer to a knock of this process's. */
  void answered(Answer answer, long nowMs) {
    Visitor visitor = answer.from();
    if (!belongsHere(visitor)) {
      noteStranger(visitor);
      return;
    }
    hear(visitor, nowMs);
    if (answer.granted() && answer.knockedAtMs() > takenBackMs) {
      // Counted from before the grant was given, so that it ends here before it ends there.
      grantedUntilMs.put(visitor.address(), answer.knockedAtMs() + patience.grantMs());
    } else {
      grantedUntilMs.remove(visitor.address());
    }
  }

  /**
   * What to do now.
   *
   * @param targets every place that processes are looked for at
   */
  Verdict verdict(Collection<Target> targets, long nowMs) {
    if (stranger.isPresent()) {
      return stranger.get();
    }
    Optional<Visitor> member = member(nowMs);
    if (member.isPresent()) {
      return join(member.get(), nowMs);
    }
    if (!isCandidate(nowMs)) {
      return new Wait("another node is to begin the cluster");
    }
    return switch (standing) {
      case Standing.Holder holder -> resume(nowMs);
      case Standing.Blank blank -> form(targets, nowMs);
      case Standing.Client client -> new Wait("no node of the cluster answers");
    };
  }

  private Verdict resume(long nowMs) {
    int agreed = grants(nowMs);
    if (agreed < quorum.toResume()) {
      return new Wait("%d of %d nodes needed are here".formatted(agreed, quorum.toResume()));
    }
    begun = true;
    return new Begin();
  }

  private Verdict form(Collection<Target> targets, long nowMs) {
    if (quorum.toForm().isEmpty()) {
      return new Wait(
          "no node of the cluster answers, and tukki.cluster.expected-nodes is not set");
    }
    int needed = quorum.toForm().get();
    int agreed = grants(nowMs);
    if (agreed < needed) {
      return new Wait(
          "%d of the %d nodes that are to form the cluster are here".formatted(agreed, needed));
    }
    List<Target> silent = targets.stream().filter(target -> !isHere(target, nowMs)).toList();
    if (!silent.isEmpty()) {
      return new Wait("nobody answers at " + silent);
    }
    begun = true;
    return new Begin();
  }

  /**
   * A node that does not reach all of the others would be put out again at once, and those that it
   * joined by way of would have moved partitions to it meanwhile. It waits for the network. A
   * client needs to reach nobody in particular.
   */
  private Verdict join(Visitor member, long nowMs) {
    Set<Address> missing = missing(nowMs);
    return missing.isEmpty()
        ? new Join(member.address().address())
        : new Wait("members of the cluster do not answer from here: " + missing);
  }

  /** Members that this process has to hear of before it can join them. */
  Set<Address> missing(long nowMs) {
    if (standing instanceof Standing.Client) {
      return Set.of();
    }
    Set<Address> missing =
        new HashSet<>(
            member(nowMs).flatMap(Visitor::membership).map(Membership::reached).orElse(Set.of()));
    missing.remove(self.address());
    recent(nowMs).forEach(visitor -> missing.remove(visitor.address().address()));
    return missing;
  }

  private boolean isHere(Target target, long nowMs) {
    return target.forms().contains(self.address())
        || recent(nowMs).stream()
            .anyMatch(visitor -> target.forms().contains(visitor.address().address()));
  }

  /** This process's own word included. */
  private int grants(long nowMs) {
    long others = grantedUntilMs.values().stream().filter(untilMs -> untilMs > nowMs).count();
    return (int) others + (boundTo(nowMs).isPresent() ? 0 : 1);
  }

  /** Who alone may count on this process now. */
  Optional<UniqueAddress> boundTo(long nowMs) {
    return given.filter(grant -> grant.untilMs() > nowMs).map(Grant::to);
  }

  private boolean mayGrant() {
    return !(standing instanceof Standing.Client);
  }

  private void hear(Visitor visitor, long nowMs) {
    heard.values().removeIf(known -> nowMs - known.atMs() >= patience.silenceMs());
    heard.put(visitor.address(), new Heard(visitor, nowMs));
    if (!isCandidate(nowMs)) {
      grantedUntilMs.clear();
      takenBackMs = nowMs;
    }
  }

  private List<Visitor> recent(long nowMs) {
    return heard.values().stream()
        .filter(known -> nowMs - known.atMs() < patience.silenceMs())
        .map(Heard::visitor)
        .toList();
  }

  private Optional<Visitor> best(long nowMs) {
    List<Visitor> present = new ArrayList<>(recent(nowMs));
    present.add(new Visitor(self, standing, Optional.empty()));
    return present.stream().filter(Visitor::mayBegin).min(Visitor.ORDER);
  }

  /** The larger one of two clusters that there should not be. */
  private Optional<Visitor> member(long nowMs) {
    return recent(nowMs).stream()
        .filter(visitor -> visitor.membership().isPresent())
        .reduce(
            (a, b) -> a.membership().orElseThrow().yieldsTo(b.membership().orElseThrow()) ? b : a);
  }

  private boolean belongsHere(Visitor visitor) {
    return !(standing instanceof Standing.Holder own
            && visitor.standing() instanceof Standing.Holder theirs)
        || own.cluster().equals(theirs.cluster());
  }

  private void noteStranger(Visitor visitor) {
    if (standing instanceof Standing.Holder own
        && visitor.standing() instanceof Standing.Holder theirs) {
      stranger =
          Optional.of(
              new WrongCluster(visitor.address().address(), theirs.cluster(), own.cluster()));
    }
  }
}
