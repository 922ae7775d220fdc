package io.tukki.core.group;

/**
 * The bounds and timings of groups; times in milliseconds.
 *
 * @param maxMembers of one group; as many again may have been given an id without having joined yet
 */
public record GroupRules(
    int maxMembers, ClassicRules classic, ConsumerRules consumer, OffsetRules offsets) {

  public static final GroupRules DEFAULT =
      new GroupRules(5_000, ClassicRules.DEFAULT, ConsumerRules.DEFAULT, OffsetRules.DEFAULT);

  public GroupRules {
    require(maxMembers >= 1, "a group has room for at least one member");
  }

  /**
   * @param initialRebalanceDelayMs how long an empty group waits for more members to come once the
   *     first has; each that comes prolongs it, up to the longest rebalance time-out
   * @param newMemberJoinTimeoutMs a member that never joined before is given up if it waits for its
   *     first generation for so long: it cannot send heartbeats yet, so it may have died meanwhile
   * @param maxMetadataBytes the protocols and metadata of one member
   * @param maxGroupMetadataBytes the same of all its members together
   * @param maxAssignmentBytes the assignments of one generation together
   */
  public record ClassicRules(
      int minSessionTimeoutMs,
      int maxSessionTimeoutMs,
      int initialRebalanceDelayMs,
      int newMemberJoinTimeoutMs,
      int maxMetadataBytes,
      int maxGroupMetadataBytes,
      int maxAssignmentBytes) {

    /** The times are Kafka's. */
    public static final ClassicRules DEFAULT =
        new ClassicRules(6_000, 1_800_000, 3_000, 300_000, 256 << 10, 16 << 20, 16 << 20);

    public ClassicRules {
      require(
          0 < minSessionTimeoutMs && minSessionTimeoutMs <= maxSessionTimeoutMs,
          "session time-outs have a lower and an upper bound");
      require(
          initialRebalanceDelayMs >= 0 && newMemberJoinTimeoutMs > 0, "times do not run backwards");
      require(
          maxMetadataBytes > 0 && maxGroupMetadataBytes > 0 && maxAssignmentBytes > 0,
          "metadata and assignments need some room");
    }
  }

  /**
   * The next generation of the protocol (KIP-848), whose times the group decides, not the client.
   *
   * @param heartbeatIntervalMs what a member is told that has nothing to wait for
   * @param waitingHeartbeatIntervalMs what a member is told that waits for partitions which others
   *     have not released yet, or for the next assignment
   * @param assignmentPausePerMemberMs between two assignments, for each member of the group: many
   *     members that come at once are dealt with together, a few are not kept waiting
   * @param maxSubscribedTopics names in one member's subscription
   * @param maxPatternLength characters of a regular expression
   * @param maxPatternSteps how often matching one topic's name may look at a character: past it the
   *     name does not match, so that no expression can hold up a node
   */
  public record ConsumerRules(
      int sessionTimeoutMs,
      int heartbeatIntervalMs,
      int waitingHeartbeatIntervalMs,
      int assignmentPausePerMemberMs,
      int maxSubscribedTopics,
      int maxPatternLength,
      int maxPatternSteps) {

    /** Session and heartbeat are Kafka's. */
    public static final ConsumerRules DEFAULT =
        new ConsumerRules(45_000, 5_000, 1_000, 1, 10_000, 512, 10_000);

    public ConsumerRules {
      require(
          0 < waitingHeartbeatIntervalMs
              && waitingHeartbeatIntervalMs <= heartbeatIntervalMs
              && heartbeatIntervalMs < sessionTimeoutMs,
          "a member has time for a heartbeat before its session ends");
      require(assignmentPausePerMemberMs >= 0, "times do not run backwards");
      require(
          maxSubscribedTopics > 0 && maxPatternLength > 0 && maxPatternSteps > 0,
          "a member can subscribe to something");
    }
  }

  /**
   * @param maxMetadataBytes of what a client notes along with one offset, in UTF-8
   * @param maxPartitionsPerRequest that one request commits
   * @param retentionMs how long a group's offsets stay once it has no members, and how long those
   *     of a group that never had any stay after they were committed
   * @param expiryCheckIntervalMs how often at most they are looked through
   */
  public record OffsetRules(
      int maxMetadataBytes,
      int maxPartitionsPerRequest,
      long retentionMs,
      long expiryCheckIntervalMs) {

    /** Kafka's, with a week of retention. */
    public static final OffsetRules DEFAULT =
        new OffsetRules(4_096, 100_000, 7 * 86_400_000L, 600_000);

    public OffsetRules {
      require(maxMetadataBytes >= 0 && maxPartitionsPerRequest > 0, "an offset can be committed");
      require(retentionMs > 0 && expiryCheckIntervalMs > 0, "times do not run backwards");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
