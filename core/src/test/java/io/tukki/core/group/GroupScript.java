package io.tukki.core.group;

import io.tukki.core.group.GroupCommand.Caller;
import io.tukki.core.group.GroupCommand.Candidate;
import io.tukki.core.group.GroupCommand.Changes;
import io.tukki.core.group.GroupCommand.ClassicCommand;
import io.tukki.core.group.GroupCommand.Committer;
import io.tukki.core.group.GroupCommand.ConsumerCommand;
import io.tukki.core.group.GroupCommand.Handshake;
import io.tukki.core.group.GroupCommand.Leaver;
import io.tukki.core.group.GroupCommand.OffsetCommand;
import io.tukki.core.group.GroupCommand.OffsetToCommit;
import io.tukki.core.group.GroupCommand.ProtocolClaim;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays what a transcript commands and writes down what came of it. A command is a verb, whom it is
 * about, and settings: {@code > join a protocols=range,sticky instance=i1}.
 */
final class GroupScript {

  private final Coordinator coordinator;
  private final Map<Ticket, String> askers = new HashMap<>();
  private long topicsVersion = 1;
  private final StringBuilder transcript = new StringBuilder();

  GroupScript(GroupRules rules) {
    coordinator = new Coordinator(rules, TestTopics.of(1, Map.of()));
  }

  /** The transcript again, with what happens now in place of what happened then. */
  String replay(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("> ")) {
        transcript.append(line).append('\n');
        play(line.substring(2).trim().split("\\s+"));
      } else if (!line.startsWith("  ")) {
        transcript.append(line).append('\n');
      }
    }
    return transcript.toString();
  }

  private record Words(
      String verb, String whom, Map<String, String> settings, List<String> others) {

    static Words of(String[] words) {
      Map<String, String> settings = new TreeMap<>();
      List<String> others = new ArrayList<>();
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        int equals = word.indexOf('=');
        if (equals > 0) {
          settings.put(word.substring(0, equals), word.substring(equals + 1));
        } else {
          others.add(word);
        }
      }
      return new Words(words[0], others.isEmpty() ? "" : others.getFirst(), settings, others);
    }

    Optional<String> get(String name) {
      return Optional.ofNullable(settings.get(name));
    }

    int number(String name, int otherwise) {
      return get(name).map(Integer::parseInt).orElse(otherwise);
    }

    Optional<InstanceId> instance() {
      return get("instance").map(InstanceId::new);
    }

    Optional<Set<String>> set(String name) {
      return get(name).map(text -> Set.of(text.split(",")));
    }

    MemberId member() {
      return new MemberId(whom);
    }

    boolean says(String word) {
      return others.contains(word);
    }
  }

  private void play(String[] line) {
    Words words = Words.of(line);
    switch (words.verb()) {
      case "topics" -> topics(words);
      case "wait" -> pass(Long.parseLong(words.whom()));
      case "crash" -> coordinator.crash();
      case "stale" -> coordinator.topics = TestTopics.of(0, Map.of());
      case "describe" -> say(Narration.of(coordinator.group.describe()));
      case "join" -> ask(words, ticket -> join(words, ticket));
      case "sync" -> ask(words, ticket -> sync(words, ticket));
      case "heartbeat" ->
          ask(
              words,
              ticket ->
                  new ClassicCommand.Heartbeat(
                      ticket,
                      new Caller(words.member(), words.instance()),
                      words.number("generation", 0)));
      case "leave" -> ask(words, ticket -> leave(words, ticket));
      case "enter" -> ask(words, ticket -> enter(words, ticket));
      case "report" -> ask(words, ticket -> report(words, ticket));
      case "depart" ->
          ask(
              words,
              ticket ->
                  new ConsumerCommand.Depart(
                      ticket, words.member(), words.instance(), words.says("returning")));
      case "commit" -> ask(words, ticket -> commit(words, ticket));
      case "forget" ->
          ask(
              words,
              ticket ->
                  new OffsetCommand.Forget(
                      ticket,
                      words.others().stream()
                          .map(GroupScript::partition)
                          .collect(Collectors.toSet())));
      case "delete" -> ask(words, GroupCommand.Delete::new);
      default -> throw new IllegalArgumentException(words.verb());
    }
  }

  private void topics(Words words) {
    Map<String, Integer> counts = new TreeMap<>();
    words.settings().keySet().stream()
        .filter(name -> !name.equals("deleted"))
        .forEach(name -> counts.put(name, words.number(name, 0)));
    coordinator.topics = TestTopics.of(++topicsVersion, counts);
    tell(
        coordinator.step(
            new GroupCommand.TopicsChanged(
                coordinator.topics,
                words.set("deleted").orElse(Set.of()).stream()
                    .map(TestTopics::id)
                    .collect(Collectors.toSet()))));
  }

  private void pass(long forMs) {
    long untilMs = coordinator.nowMs + forMs;
    while (coordinator.group.wakeAtMs().orElse(Long.MAX_VALUE) <= untilMs) {
      long atMs = coordinator.group.wakeAtMs().getAsLong();
      List<GroupStep> steps = coordinator.advance(Math.max(0, atMs - coordinator.nowMs));
      if (steps.stream().anyMatch(step -> !step.events().isEmpty() || !step.answers().isEmpty())) {
        say("at " + (atMs - 1_000) + " ms:");
        steps.forEach(this::tell);
      }
    }
    coordinator.advance(untilMs - coordinator.nowMs);
  }

  private void ask(Words words, Function<Ticket, GroupCommand> command) {
    Ticket ticket = coordinator.nextTicket();
    askers.put(ticket, words.whom().isEmpty() ? words.verb() : words.whom());
    GroupStep step = coordinator.stepOf(ticket, command);
    tell(step);
    if (step.answers().stream().noneMatch(answer -> answer.ticket().equals(ticket))) {
      say(askers.get(ticket) + " waits");
    }
  }

  private void tell(GroupStep step) {
    step.events().forEach(event -> say("* " + Narration.of(event)));
    step.answers()
        .forEach(answer -> say(askers.get(answer.ticket()) + ": " + Narration.of(answer.result())));
  }

  private void say(String what) {
    what.lines().forEach(line -> transcript.append("  ").append(line).append('\n'));
  }

  private static GroupCommand join(Words words, Ticket ticket) {
    return new ClassicCommand.Join(
        ticket,
        words.says("new") ? Optional.empty() : Optional.of(words.member()),
        words.member(),
        new Candidate(
            words.instance(),
            new Client("client", "host"),
            words.number("session", 10_000),
            words.number("rebalance", 30_000),
            words.get("type").orElse("consumer"),
            Stream.of(words.get("protocols").orElse("range").split(","))
                .map(name -> new ClassicProtocol(name, opaque(words.whom() + "'s " + name)))
                .toList()),
        new Handshake(!words.says("old"), !words.says("old")));
  }

  private static GroupCommand sync(Words words, Ticket ticket) {
    Map<MemberId, Opaque> assignments = new HashMap<>();
    words.others().stream()
        .skip(1)
        .map(word -> word.split("->"))
        .forEach(pair -> assignments.put(new MemberId(pair[0]), opaque(pair[1])));
    return new ClassicCommand.Sync(
        ticket,
        new Caller(words.member(), words.instance()),
        new ProtocolClaim(words.number("generation", 0), words.get("type"), words.get("protocol")),
        assignments);
  }

  private static GroupCommand leave(Words words, Ticket ticket) {
    return new ClassicCommand.Leave(
        ticket,
        words.others().stream()
            .map(
                word ->
                    word.startsWith("static:")
                        ? new Leaver(
                            Optional.empty(),
                            Optional.of(new InstanceId(word.substring("static:".length()))))
                        : new Leaver(Optional.of(new MemberId(word)), Optional.empty()))
            .toList());
  }

  private static GroupCommand enter(Words words, Ticket ticket) {
    return new ConsumerCommand.Enter(
        ticket,
        words.member(),
        words.instance(),
        new Client("client", "host"),
        words.get("rack"),
        words.number("rebalance", 30_000),
        new Subscription(words.set("topics").orElse(Set.of()), words.get("pattern")),
        words.get("assignor"));
  }

  private static GroupCommand report(Words words, Ticket ticket) {
    return new ConsumerCommand.Report(
        ticket,
        words.member(),
        words.instance(),
        words.number("epoch", 0),
        new Changes(
            Optional.empty(),
            OptionalInt.empty(),
            words.set("topics"),
            words.get("pattern"),
            words.get("assignor")),
        words.get("has").map(GroupScript::partitions));
  }

  private static GroupCommand commit(Words words, Ticket ticket) {
    Committer committer =
        words.says("outsider")
            ? new Committer.Outsider()
            : new Committer.Member(words.member(), words.instance(), words.number("epoch", 0));
    List<OffsetToCommit> offsets =
        words.others().stream()
            .filter(word -> word.contains("@"))
            .map(word -> word.split("@"))
            .map(
                pair ->
                    new OffsetToCommit(
                        partition(pair[0]),
                        Long.parseLong(pair[1]),
                        OptionalInt.empty(),
                        "x".repeat(words.number("metadata", 0))))
            .toList();
    return new OffsetCommand.Commit(ticket, committer, offsets);
  }

  private static PartitionId partition(String text) {
    int hyphen = text.lastIndexOf('-');
    return TestTopics.partition(
        text.substring(0, hyphen), Integer.parseInt(text.substring(hyphen + 1)));
  }

  private static PartitionSet partitions(String text) {
    return text.equals("nothing")
        ? PartitionSet.EMPTY
        : PartitionSet.of(
            Stream.of(text.split(",")).map(GroupScript::partition).toArray(PartitionId[]::new));
  }

  private static Opaque opaque(String text) {
    return Opaque.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
