package io.tukki.core.group;

/** Who belongs to a group, by the protocol that they speak. */
public sealed interface Membership permits Membership.None, ClassicMembers, ConsumerMembers {

  /** Nobody ever joined, or the group was deleted: at most there are positions. */
  record None() implements Membership {

    @Override
    public boolean isEmpty() {
      return true;
    }
  }

  boolean isEmpty();
}
