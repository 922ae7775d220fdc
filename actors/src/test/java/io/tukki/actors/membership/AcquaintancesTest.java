package io.tukki.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.membership.Greeting.Hello;
import io.tukki.core.id.DirectoryId;
import java.util.UUID;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;

final class AcquaintancesTest {

  private static final UniqueAddress MEMBER =
      new UniqueAddress(new Address("pekko", "tukki", "10.0.0.1", 7300), 1L);
  private static final Standing BLANK = new Standing.Blank(new DirectoryId(new UUID(1, 2)));

  private static Hello hello(int edition, Standing standing) {
    return new Hello(MEMBER, edition, standing, false, TestInbox.<Greeting>create().getRef());
  }

  @Test
  void anOlderEditionThatArrivesLateChangesNothing() {
    Acquaintances known = Acquaintances.NONE.with(hello(2, new Standing.Client()));

    assertThat(known.with(hello(1, BLANK)).standing(MEMBER)).contains(new Standing.Client());
  }

  @Test
  void aLaterEditionReplacesTheEarlier() {
    Acquaintances known = Acquaintances.NONE.with(hello(1, BLANK));

    assertThat(known.with(hello(2, new Standing.Client())).standing(MEMBER))
        .contains(new Standing.Client());
  }

  @Test
  void aProcessThatHasGoneIsForgottenAndNoOther() {
    Acquaintances known = Acquaintances.NONE.with(hello(1, BLANK));

    assertThat(known.without(new UniqueAddress(MEMBER.address(), 2L))).isEqualTo(known);
    assertThat(known.without(MEMBER)).isEqualTo(Acquaintances.NONE);
  }
}
