package io.tukki.api.http.problem;

import io.tukki.core.result.GroupFault;
import io.tukki.core.result.Refusal;

/** The domain's refusals in the words of HTTP; the only place that knows both. */
public final class Refusals {

  private Refusals() {}

  public static Problem toProblem(Refusal refusal) {
    Problem problem = Problem.of(codeOf(refusal), refusal.message());
    return refusal.retriable() ? Problem.transientOne(problem.code(), problem.detail()) : problem;
  }

  public static ProblemCode codeOf(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownTopic r -> ProblemCode.UNKNOWN_TOPIC;
      case Refusal.TopicExists r -> ProblemCode.TOPIC_EXISTS;
      case Refusal.InvalidTopicName r -> ProblemCode.INVALID_TOPIC_NAME;
      case Refusal.InvalidPartitionCount r -> ProblemCode.INVALID_PARTITION_COUNT;
      case Refusal.InvalidReplicationFactor r -> ProblemCode.INVALID_REPLICATION_FACTOR;
      case Refusal.InvalidConfig r -> ProblemCode.INVALID_CONFIG;
      case Refusal.InvalidRequest r -> ProblemCode.INVALID_REQUEST;
      case Refusal.UnknownNode r -> ProblemCode.UNKNOWN_NODE;
      case Refusal.UnknownShard r -> ProblemCode.UNKNOWN_SHARD;
      case Refusal.TooFewNodes r -> ProblemCode.TOO_FEW_NODES;
      case Refusal.LastReplica r -> ProblemCode.LAST_REPLICA;
      case Refusal.MoveUnderWay r -> ProblemCode.MOVE_UNDER_WAY;
      case Refusal.UnknownPartition r -> ProblemCode.UNKNOWN_PARTITION;
      case Refusal.OffsetOutOfRange r -> ProblemCode.OFFSET_OUT_OF_RANGE;
      case Refusal.RecordTooLarge r -> ProblemCode.RECORD_TOO_LARGE;
      case Refusal.CorruptBatch r -> ProblemCode.CORRUPT_BATCH;
      case Refusal.InvalidTimestamp r -> ProblemCode.INVALID_TIMESTAMP;
      case Refusal.UnsupportedCompression r -> ProblemCode.UNSUPPORTED_COMPRESSION;
      case Refusal.OutOfOrderSequence r -> ProblemCode.OUT_OF_ORDER_SEQUENCE;
      case Refusal.DuplicateSequence r -> ProblemCode.DUPLICATE_SEQUENCE;
      case Refusal.InvalidProducerEpoch r -> ProblemCode.INVALID_PRODUCER_EPOCH;
      case Refusal.NotLeader r -> ProblemCode.NOT_LEADER;
      case Refusal.FencedLeaderEpoch r -> ProblemCode.FENCED_LEADER_EPOCH;
      case Refusal.NotEnoughReplicas r -> ProblemCode.NOT_ENOUGH_REPLICAS;
      case Refusal.Overloaded r -> ProblemCode.OVERLOADED;
      case Refusal.TimedOut r -> ProblemCode.TIMED_OUT;
      case Refusal.OutcomeUnknown r -> ProblemCode.OUTCOME_UNKNOWN;
      case Refusal.StorageFull r -> ProblemCode.STORAGE_FULL;
      case Refusal.LogOffline r -> ProblemCode.LOG_OFFLINE;
      case Refusal.NotReady r -> ProblemCode.NOT_READY;
      case Refusal.GroupRefused r -> codeOf(r.fault());
    };
  }

  private static ProblemCode codeOf(GroupFault fault) {
    return switch (fault) {
      case INVALID_GROUP_ID -> ProblemCode.INVALID_GROUP_NAME;
      case GROUP_ID_NOT_FOUND -> ProblemCode.UNKNOWN_GROUP;
      case NON_EMPTY_GROUP -> ProblemCode.GROUP_NOT_EMPTY;
      case GROUP_MAX_SIZE_REACHED -> ProblemCode.GROUP_FULL;
      case GROUP_SUBSCRIBED_TO_TOPIC -> ProblemCode.GROUP_READS_TOPIC;
      case REBALANCE_IN_PROGRESS -> ProblemCode.GROUP_REBALANCING;
      case INCONSISTENT_GROUP_PROTOCOL -> ProblemCode.GROUP_PROTOCOL_MISMATCH;
      case UNKNOWN_MEMBER_ID,
          FENCED_INSTANCE_ID,
          UNRELEASED_INSTANCE_ID,
          ILLEGAL_GENERATION,
          FENCED_MEMBER_EPOCH,
          STALE_MEMBER_EPOCH ->
          ProblemCode.NOT_A_MEMBER;
      case INVALID_SESSION_TIMEOUT,
          UNSUPPORTED_ASSIGNOR,
          INVALID_REGULAR_EXPRESSION,
          OFFSET_METADATA_TOO_LARGE ->
          ProblemCode.INVALID_REQUEST;
    };
  }
}
