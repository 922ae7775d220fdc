package io.tukki.actors.membership.meeting;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code tukki.membership.meeting}; each is explained in {@code reference.conf}.
 *
 * @param role of the members that make a cluster; empty where all do
 */
record MeetingSettings(
    Optional<String> role,
    Duration knockInterval,
    Duration watchInterval,
    Duration resolveInterval,
    Duration joinRetryInterval,
    Parley.Patience patience) {

  static MeetingSettings of(Config section) {
    return new MeetingSettings(
        Optional.of(section.getString("role")).filter(role -> !role.isEmpty()),
        section.getDuration("knock-interval"),
        section.getDuration("watch-interval"),
        section.getDuration("resolve-interval"),
        section.getDuration("join-retry-interval"),
        new Parley.Patience(
            section.getDuration("silence").toMillis(), section.getDuration("grant").toMillis()));
  }
}
