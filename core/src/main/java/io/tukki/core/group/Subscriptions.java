package io.tukki.core.group;

import io.tukki.core.group.GroupTopics.GroupTopic;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the members' subscriptions mean among the topics that there are. Members that subscribe to
 * the same share one set of topics, so that a thousand of them cost hardly more than one.
 */
final class Subscriptions {

  private static final class Shared {
    private final Subscription subscription;
    private Set<TopicId> topics = Set.of();
    private int members;

    Shared(Subscription subscription) {
      this.subscription = subscription;
    }
  }

  private final GroupRules.ConsumerRules rules;
  private final Map<Subscription, Shared> shared = new HashMap<>();
  private final Map<MemberId, Shared> byMember = new HashMap<>();
  private GroupTopics topics = GroupTopics.NONE;

  Subscriptions(GroupRules.ConsumerRules rules) {
    this.rules = rules;
  }

  void clear() {
    shared.clear();
    byMember.clear();
  }

  void resolveAmong(GroupTopics newTopics) {
    topics = newTopics;
    shared.values().forEach(this::resolve);
  }

  /** Of what is known of topics here. */
  long version() {
    return topics.version();
  }

  void put(MemberId member, Subscription subscription) {
    Shared before = byMember.get(member);
    if (before != null && before.subscription.equals(subscription)) {
      return;
    }
    remove(member);
    Shared now = shared.get(subscription);
    if (now == null) {
      now = new Shared(subscription);
      resolve(now);
      shared.put(subscription, now);
    }
    now.members++;
    byMember.put(member, now);
  }

  void remove(MemberId member) {
    Shared before = byMember.remove(member);
    if (before != null && --before.members == 0) {
      shared.remove(before.subscription);
    }
  }

  private void resolve(Shared each) {
    Set<TopicId> found = new HashSet<>();
    for (String name : each.subscription.topics()) {
      topics.named(name).map(GroupTopic::id).ifPresent(found::add);
    }
    each.subscription
        .pattern()
        .flatMap(this::parsed)
        .ifPresent(
            pattern ->
                topics
                    .all()
                    .filter(topic -> pattern.matches(topic.name()))
                    .forEach(topic -> found.add(topic.id())));
    each.topics = found;
  }

  /** Looked at before a member was taken in; under narrower rules by now, it means no topics. */
  private Optional<TopicPattern> parsed(String text) {
    return switch (TopicPattern.parse(text, rules)) {
      case Result.Ok<TopicPattern>(var pattern) -> Optional.of(pattern);
      case Result.Refused<TopicPattern> refused -> Optional.empty();
    };
  }

  Set<TopicId> topicsOf(MemberId member) {
    Shared found = byMember.get(member);
    return found == null ? Set.of() : found.topics;
  }

  boolean include(TopicId topic) {
    return shared.values().stream().anyMatch(each -> each.topics.contains(topic));
  }

  /** Of every topic that some member subscribes to. */
  Map<TopicId, Integer> partitionCounts() {
    Map<TopicId, Integer> counts = new HashMap<>();
    for (Shared each : shared.values()) {
      for (TopicId id : each.topics) {
        topics.withId(id).ifPresent(topic -> counts.put(id, topic.partitionCount()));
      }
    }
    return counts;
  }

  /** Differs, as far as 64 bits can, where the topics or their partition counts do. */
  long fingerprint() {
    long sum = 0;
    for (Map.Entry<TopicId, Integer> entry : partitionCounts().entrySet()) {
      long topic =
          entry.getKey().value().getMostSignificantBits() * 31
              + entry.getKey().value().getLeastSignificantBits();
      sum += mixed(mixed(topic) + entry.getValue());
    }
    return sum;
  }

  /** The finalizer of MurmurHash3: every bit depends on every other. */
  private static long mixed(long value) {
    long bits = value;
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }
}
