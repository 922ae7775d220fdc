package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who holds the log and whose word counts. While the voters change, both the old and the incoming
 * voters must agree to everything (joint consensus; Ongaro, "Consensus: Bridging Theory and
 * Practice", section 4.3).
 *
 * @param generation counts the changes, from 0; see {@link #decree}
 * @param voters sorted; empty only for a replica that has not been told yet
 * @param incoming sorted; the voters to be, empty unless the change is under way
 * @param learners sorted; they receive the log and count nowhere
 */
public record Configuration(
    long generation, List<ReplicaId> voters, List<ReplicaId> incoming, List<ReplicaId> learners) {

  /** What a new replica knows. */
  public static final Configuration UNKNOWN = new Configuration(0, List.of(), List.of(), List.of());

  private static final int DECREE_SHIFT = Integer.SIZE;

  public Configuration {
    voters = sorted(voters);
    incoming = sorted(incoming);
    learners = sorted(learners);
  }

  public static Configuration of(List<ReplicaId> voters) {
    return new Configuration(1, voters, List.of(), List.of());
  }

  /**
   * The epoch of the last reign that an operator forced, 0 if there was none. A later decree
   * overrules whatever was agreed under an earlier one. It is the upper half of the generation, so
   * that it ranks before the count of changes.
   */
  int decree() {
    return (int) (generation >>> DECREE_SHIFT);
  }

  /** The generation that the decree began with. */
  long decreedGeneration() {
    return (long) decree() << DECREE_SHIFT;
  }

  /** One replica goes on alone; whoever comes back has to learn from it. */
  Configuration forced(int epoch, ReplicaId survivor) {
    List<ReplicaId> others = members().stream().filter(member -> !member.equals(survivor)).toList();
    return new Configuration((long) epoch << DECREE_SHIFT, List.of(survivor), List.of(), others);
  }

  /** Whether this replica alone holds the log, and nobody is about to join. */
  public boolean isOnly(ReplicaId replica) {
    return !isJoint() && learners.isEmpty() && voters.equals(List.of(replica));
  }

  public boolean isJoint() {
    return !incoming.isEmpty();
  }

  /** Each of these groups must agree. */
  List<List<ReplicaId>> groups() {
    return isJoint() ? List.of(voters, incoming) : List.of(voters);
  }

  public boolean isVoter(ReplicaId replica) {
    return voters.contains(replica) || incoming.contains(replica);
  }

  /** Everybody who receives the log, sorted. */
  public List<ReplicaId> members() {
    var all = new TreeSet<>(voters);
    all.addAll(incoming);
    all.addAll(learners);
    return List.copyOf(all);
  }

  /** Whether those who match are a majority of each group. */
  public boolean isQuorum(Predicate<ReplicaId> matches) {
    return groups().stream()
        .allMatch(group -> group.stream().filter(matches).count() >= majority(group));
  }

  boolean allVoters(Predicate<ReplicaId> matches) {
    return groups().stream()
        .allMatch(group -> !group.isEmpty() && group.stream().allMatch(matches));
  }

  /** More than half; of an empty group nobody is a majority. */
  static int majority(List<ReplicaId> group) {
    return group.size() / 2 + 1;
  }

  /** The step that ends this joint configuration. */
  Configuration settled() {
    return new Configuration(generation + 1, incoming, List.of(), learners);
  }

  private static List<ReplicaId> sorted(List<ReplicaId> replicas) {
    return replicas.stream().sorted().distinct().toList();
  }
}
