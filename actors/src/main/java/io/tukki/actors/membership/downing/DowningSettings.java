package io.tukki.actors.membership.downing;

import com.typesafe.config.Config;
import io.tukki.actors.membership.downing.Sight.Judgement;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code tukki.membership.downing}; each is explained in {@code reference.conf}.
 *
 * @param role of the members that count; empty where all do
 */
record DowningSettings(Optional<String> role, Patience patience) {

  /**
   * For how long a judgement must have been the same.
   *
   * @param clean until those behind a clean cut are put out
   * @param partial until it is decided who of those that reach some is put out
   * @param deputy the eldest decides; how much later the others do, should it not
   * @param leave until a node that others put out leaves by itself
   * @param lost for how long a client hears of no node until it leaves
   */
  record Patience(
      Duration clean, Duration partial, Duration deputy, Duration leave, Duration lost) {

    /** How long a member waits before it carries out a judgement; empty where it has no part. */
    <M> Optional<Duration> before(Judgement<M> judgement, M self) {
      if (judgement.going().contains(self)) {
        return Optional.of(leave);
      }
      Duration settled = judgement.clean() ? clean : partial;
      return switch (judgement.staying().indexOf(self)) {
        case -1 -> Optional.empty();
        case 0 -> Optional.of(settled);
        default -> Optional.of(settled.plus(deputy));
      };
    }
  }

  static DowningSettings of(Config section) {
    return new DowningSettings(
        Optional.of(section.getString("role")).filter(role -> !role.isEmpty()),
        new Patience(
            section.getDuration("clean-after"),
            section.getDuration("partial-after"),
            section.getDuration("deputy-after"),
            section.getDuration("leave-after"),
            section.getDuration("lost-after")));
  }
}
