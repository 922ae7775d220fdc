package io.tukki.api.http.problem;

import java.util.Locale;

/**
 * Every problem that this door answers with. The label, the constant's name in lower case with
 * hyphens, is what clients decide by: it never changes its meaning.
 */
public enum ProblemCode {
  // ---- what the broker refused ----
  UNKNOWN_TOPIC(404, "No such topic"),
  TOPIC_EXISTS(409, "The topic exists already"),
  INVALID_TOPIC_NAME(400, "Not a topic's name"),
  INVALID_PARTITION_COUNT(400, "Not a possible number of partitions"),
  INVALID_REPLICATION_FACTOR(400, "Not a possible replication factor"),
  INVALID_CONFIG(400, "Not a possible configuration"),
  INVALID_REQUEST(400, "The request makes no sense"),
  UNKNOWN_NODE(404, "No such node"),
  UNKNOWN_SHARD(404, "No such shard"),
  TOO_FEW_NODES(409, "Too few nodes would be left"),
  LAST_REPLICA(409, "No replica is left to copy"),
  MOVE_UNDER_WAY(409, "A move is under way", 10),
  UNKNOWN_GROUP(404, "No such group"),
  INVALID_GROUP_NAME(400, "Not a group's name"),
  GROUP_NOT_EMPTY(409, "The group has members", 5),
  GROUP_FULL(429, "The group takes in no more members", 5),
  NOT_A_MEMBER(409, "Not a member of the group as it is now"),
  GROUP_PROTOCOL_MISMATCH(409, "The group's members agree on something else"),
  GROUP_REBALANCING(409, "The group is dealing partitions anew", 1),
  GROUP_READS_TOPIC(409, "Members of the group read the topic"),
  UNKNOWN_PARTITION(404, "No such partition"),
  OFFSET_OUT_OF_RANGE(416, "The partition does not hold that offset"),
  RECORD_TOO_LARGE(413, "A record is too large for its topic"),
  CORRUPT_BATCH(400, "A record batch is damaged"),
  INVALID_TIMESTAMP(400, "Not a possible timestamp"),
  UNSUPPORTED_COMPRESSION(400, "Not a supported compression"),
  OUT_OF_ORDER_SEQUENCE(409, "A producer's sequence has a gap"),
  DUPLICATE_SEQUENCE(409, "Stored before"),
  INVALID_PRODUCER_EPOCH(409, "The producer is fenced"),
  NOT_LEADER(503, "The partition is led elsewhere", 1),
  FENCED_LEADER_EPOCH(409, "The leader's epoch is over"),
  NOT_ENOUGH_REPLICAS(503, "Too few replicas are in sync", 1),
  OVERLOADED(429, "Slow down", 1),
  TIMED_OUT(504, "Not answered in time"),
  OUTCOME_UNKNOWN(503, "Whether it was done is not known", 1),
  STORAGE_FULL(503, "The disk is full", 30),
  LOG_OFFLINE(500, "The partition's log is offline"),
  NOT_READY(503, "The node is starting or stopping", 1),

  // ---- what never got as far as the broker ----
  MALFORMED_JSON(400, "Not valid JSON"),
  INVALID_PARAMETER(400, "A parameter's value cannot be used"),
  UNKNOWN_PARAMETER(400, "A parameter that this operation does not have"),
  UNKNOWN_FIELD(400, "A field that this document does not have"),
  INVALID_FIELD(400, "A field's value cannot be used"),
  MALFORMED_REQUEST(400, "Not a valid HTTP request"),
  NO_SUCH_PATH(404, "Nothing lives at this path"),
  METHOD_NOT_ALLOWED(405, "This path does not know that method"),
  NOT_ACCEPTABLE(406, "None of the accepted media types is offered"),
  REQUEST_TIMEOUT(408, "The request's body did not arrive in time"),
  REQUEST_TOO_LARGE(413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The request's media type is not understood"),
  REQUEST_HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  INTERNAL_ERROR(500, "This should not have happened");

  private final int status;
  private final String title;
  private final int retryAfterSeconds;

  ProblemCode(int status, String title) {
    this(status, title, 0);
  }

  ProblemCode(int status, String title, int retryAfterSeconds) {
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String type() {
    return "urn:tukki:problem:" + label();
  }

  /** What {@code Retry-After} should say; 0 says nothing. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
