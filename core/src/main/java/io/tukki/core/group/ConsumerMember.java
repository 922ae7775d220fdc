package io.tukki.core.group;

import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import java.util.Optional;

/** A member of a group that deals partitions itself. */
public record ConsumerMember(Details details, Position position) {

  /**
   * What the member says of itself.
   *
   * @param rebalanceTimeoutMs how long it may take to give up partitions
   * @param assignor that it would like
   */
  public record Details(
      MemberId id,
      Optional<InstanceId> instance,
      Client client,
      Optional<String> rack,
      int rebalanceTimeoutMs,
      Subscription subscription,
      Optional<String> assignor) {}

  public MemberId id() {
    return details.id();
  }
}
