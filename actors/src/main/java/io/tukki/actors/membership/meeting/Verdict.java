package io.tukki.actors.membership.meeting;

import io.tukki.core.id.ClusterId;
import org.apache.pekko.actor.Address;

/** What a process does next at a meeting. */
sealed interface Verdict {

  /** Nothing yet. */
  record Wait(String because) implements Verdict {}

  /** It becomes a member of the cluster that this one is a member of. */
  record Join(Address member) implements Verdict {}

  /** It begins the cluster. */
  record Begin() implements Verdict {}

  /** Whom it was told to look for belongs to another cluster. */
  record WrongCluster(Address seed, ClusterId theirs, ClusterId own) implements Verdict {}
}
