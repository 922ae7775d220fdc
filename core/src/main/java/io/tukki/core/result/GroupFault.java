package io.tukki.core.result;

/** What groups refuse, in the words that Kafka's clients know; each has its error code there. */
public enum GroupFault {
  /** Not a name that a group can have. */
  INVALID_GROUP_ID,
  GROUP_ID_NOT_FOUND,
  /** Only a group without members can be deleted, reset or given another protocol. */
  NON_EMPTY_GROUP,
  GROUP_MAX_SIZE_REACHED,
  /** The member is gone, if it ever was there: it must join anew and owns nothing. */
  UNKNOWN_MEMBER_ID,
  /** Another incarnation of the static member has taken its place, for good. */
  FENCED_INSTANCE_ID,
  /** Another incarnation of the static member has its place and has not left it. */
  UNRELEASED_INSTANCE_ID,
  ILLEGAL_GENERATION,
  /** The classic protocol: the member must join again. */
  REBALANCE_IN_PROGRESS,
  INCONSISTENT_GROUP_PROTOCOL,
  INVALID_SESSION_TIMEOUT,
  /** The member must give up everything and join anew. */
  FENCED_MEMBER_EPOCH,
  /** What was sent belongs to an epoch of the member that is over. */
  STALE_MEMBER_EPOCH,
  UNSUPPORTED_ASSIGNOR,
  INVALID_REGULAR_EXPRESSION,
  OFFSET_METADATA_TOO_LARGE,
  /** Offsets of a topic that members read are theirs to change. */
  GROUP_SUBSCRIBED_TO_TOPIC;

  /** Whether the same request may succeed later without anything done by whoever sends it. */
  boolean passes() {
    return switch (this) {
      case UNRELEASED_INSTANCE_ID, GROUP_MAX_SIZE_REACHED, NON_EMPTY_GROUP, REBALANCE_IN_PROGRESS ->
          true;
      case INVALID_GROUP_ID,
          GROUP_ID_NOT_FOUND,
          UNKNOWN_MEMBER_ID,
          FENCED_INSTANCE_ID,
          ILLEGAL_GENERATION,
          INCONSISTENT_GROUP_PROTOCOL,
          INVALID_SESSION_TIMEOUT,
          FENCED_MEMBER_EPOCH,
          STALE_MEMBER_EPOCH,
          UNSUPPORTED_ASSIGNOR,
          INVALID_REGULAR_EXPRESSION,
          OFFSET_METADATA_TOO_LARGE,
          GROUP_SUBSCRIBED_TO_TOPIC ->
          false;
    };
  }
}
