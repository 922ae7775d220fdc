package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.FENCED_INSTANCE_ID;
import static io.tukki.core.result.GroupFault.GROUP_MAX_SIZE_REACHED;
import static io.tukki.core.result.GroupFault.REBALANCE_IN_PROGRESS;
import static io.tukki.core.result.GroupFault.UNKNOWN_MEMBER_ID;

import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;

/** The refusals that are given in more than one place. */
final class Faults {

  private Faults() {}

  static Refusal unknown(MemberId member) {
    return new GroupRefused(
        UNKNOWN_MEMBER_ID, "The group has no member '%s'; join again.".formatted(member));
  }

  static Refusal unknown(InstanceId instance) {
    return new GroupRefused(
        UNKNOWN_MEMBER_ID, "The group has no static member '%s'; join again.".formatted(instance));
  }

  static Refusal takenOut() {
    return new GroupRefused(
        UNKNOWN_MEMBER_ID, "The member has been taken out of the group; join again.");
  }

  static Refusal fenced(InstanceId instance, MemberId by) {
    return new GroupRefused(
        FENCED_INSTANCE_ID,
        "Member '%s' has taken the place of static member '%s'.".formatted(by, instance));
  }

  static Refusal rebalancing() {
    return new GroupRefused(
        REBALANCE_IN_PROGRESS, "The group is about to begin a new generation; join again.");
  }

  static Refusal full(int maxMembers) {
    return new GroupRefused(
        GROUP_MAX_SIZE_REACHED,
        "The group has %d members (max-members); no more are taken in.".formatted(maxMembers));
  }
}
