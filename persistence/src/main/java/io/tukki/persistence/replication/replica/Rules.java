package io.tukki.persistence.replication.replica;

import java.util.EnumSet;
import java.util.Set;

/**
 * The rules that make replication safe. A replica keeps all of them; tests take one away to prove
 * that its loss is noticed.
 */
public final class Rules {

  /** One sentence each that could be forgotten. */
  enum Rule {
    /** A promise is on disk before it is given. */
    SYNC_PROMISE,
    /** A candidate's own promise is on disk before it asks others. */
    SYNC_OWN_PROMISE,
    /** An epoch is promised once. */
    PROMISE_ONCE,
    /** A candidate needs a majority's promises. */
    PREPARE_NEEDS_MAJORITY,
    /** Logs are compared by accepted epoch before last epoch. */
    RANK_BY_ACCEPTED_EPOCH,
    /** Logs are compared by epoch before length. */
    RANK_BY_EPOCH,
    /** The best log is copied before it is offered. */
    COPY_BEST_LOG,
    /** A leader serves nothing before a majority has accepted. */
    ACCEPT_NEEDS_MAJORITY,
    /** That an epoch is accepted is on disk before it is said. */
    SYNC_ACCEPTED_EPOCH,
    /** Catching up is complete before the epoch is accepted. */
    ACCEPT_AFTER_COPY,
    /** The common prefix is found by epochs, not by the high watermark. */
    ALIGN_BY_EPOCH,
    /** What differs is cut. */
    CUT_WHAT_DIFFERS,
    /** Who promised more does not obey less. */
    FENCE_APPENDS,
    /** Only who accepted the epoch appends in it. */
    APPEND_NEEDS_ACCEPTED,
    /** An append fits behind the entry before it. */
    CHECK_PREVIOUS,
    /** Only followers that accepted the epoch count. */
    COUNT_ONLY_ACCEPTED,
    /** Only a majority commits. */
    COMMIT_NEEDS_MAJORITY,
    /** Followers report what the disk has, not what it was asked. */
    REPORT_WHAT_IS_DURABLE,
    /** The leader counts itself by what its disk has. */
    COUNT_OWN_DISK,
    /** A committed append is acknowledged when it is committed. */
    ACKNOWLEDGE_COMMITTED,
    /** And held by as many as asked. */
    MIN_REPLICAS,
    /** A log that may have lost its tail has no vote. */
    SUSPECT_HAS_NO_VOTE,
    /** Trust returns only when the log is brought up to date. */
    SUSPECT_UNTIL_COPIED,
    /** What was said to an earlier incarnation is void. */
    CHECK_INCARNATION,
    /** That a log is damaged is on disk before the damage is cut away. */
    DISTRUST_BEFORE_CUTTING_DAMAGE,
    /** A candidate obeys the configuration of the best log, not only its own. */
    QUORUM_OF_BEST_CONFIGURATION,
    /** Voters change through a joint configuration. */
    JOINT_CHANGE,
    /** Learners count nowhere. */
    LEARNERS_DO_NOT_COUNT,
    /** Nothing above the high watermark is deleted. */
    TRIM_BELOW_HIGH_WATERMARK,
    /** A leader knows where its log ends on disk, ordinals included, before it offers it. */
    BEGIN_BEHIND_THE_DISK,
    /** What is read late, from a log that has changed since, is not taken for what was meant. */
    ENTRIES_AS_ANNOUNCED,
    /** A configuration counts once it is synced, whatever the flush policy. */
    SYNC_CONFIGURATION,
    /** Nobody is elected in an era whose decree nobody knows. */
    HEED_DECREES,
    /** That a removed replica has no log is on disk before the log goes. */
    TOMBSTONE_BEFORE_DROPPING,
    /** And what it will copy some day has no vote before it is complete. */
    RETIRED_HAS_NO_VOTE,
    /** Only a configuration that is committed removes anybody for good. */
    RETIRE_BY_COMMITTED
  }

  /** All of them. There is no other way to run a replica outside tests. */
  public static final Rules ALL = new Rules(EnumSet.allOf(Rule.class));

  private final Set<Rule> kept;

  private Rules(Set<Rule> kept) {
    this.kept = kept;
  }

  static Rules without(Rule rule) {
    return new Rules(EnumSet.complementOf(EnumSet.of(rule)));
  }

  boolean keep(Rule rule) {
    return kept.contains(rule);
  }
}
