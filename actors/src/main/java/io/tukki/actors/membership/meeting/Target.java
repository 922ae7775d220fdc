package io.tukki.actors.membership.meeting;

import java.util.Set;
import org.apache.pekko.actor.Address;

/**
 * One place where another process is looked for.
 *
 * @param forms the addresses it may call itself by; Artery takes only what is sent to the right one
 */
record Target(Set<Address> forms) {

  Target {
    forms = Set.copyOf(forms);
  }
}
