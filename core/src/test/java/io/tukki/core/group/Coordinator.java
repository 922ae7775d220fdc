package io.tukki.core.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A group with a clock and a log, as its shell would run it; it can crash. Checks on the way that
 * its state is what its events make.
 */
final class Coordinator {

  private final GroupRules rules;
  private final Map<Ticket, GroupStep.Answer> answers = new HashMap<>();
  final List<GroupEvent> log = new ArrayList<>();
  GroupTopics topics;
  long nowMs = 1_000;
  Group group;
  private GroupState replayed = GroupState.NONE;
  private long tickets;

  Coordinator(GroupRules rules, GroupTopics topics) {
    this.rules = rules;
    this.topics = topics;
    this.group = Group.resume(GroupState.NONE, rules, topics, nowMs);
  }

  /** Asks, and leaves the answer to be fetched: it may come later, or never after a crash. */
  Ticket ask(Function<Ticket, GroupCommand> command) {
    Ticket ticket = new Ticket(tickets++);
    stepOf(ticket, command);
    return ticket;
  }

  /** What comes of asking, with the ticket that was {@link #nextTicket next}. */
  GroupStep stepOf(Ticket ticket, Function<Ticket, GroupCommand> command) {
    tickets = ticket.value() + 1;
    return step(command.apply(ticket));
  }

  GroupStep step(GroupCommand command) {
    GroupStep step = group.step(command, nowMs);
    log.addAll(step.events());
    for (GroupEvent event : step.events()) {
      replayed = replayed.apply(event);
    }
    if (!replayed.equals(group.state())) {
      throw new AssertionError("replayed " + replayed + "\nbut is " + group.state());
    }
    for (GroupStep.Answer answer : step.answers()) {
      if (answers.put(answer.ticket(), answer) != null) {
        throw new AssertionError("answered twice: " + answer);
      }
    }
    return step;
  }

  Ticket nextTicket() {
    return new Ticket(tickets);
  }

  boolean hasAnswer(Ticket ticket) {
    return answers.containsKey(ticket);
  }

  GroupStep.Answer take(Ticket ticket) {
    return answers.remove(ticket);
  }

  void setTopics(GroupTopics newTopics) {
    topics = newTopics;
    step(new GroupCommand.TopicsChanged(newTopics, java.util.Set.of()));
  }

  /** Time passes, and the group is woken as often as it asked for. */
  List<GroupStep> advance(long byMs) {
    long untilMs = nowMs + byMs;
    List<GroupStep> steps = new ArrayList<>();
    while (group.wakeAtMs().orElse(Long.MAX_VALUE) <= untilMs) {
      long before = nowMs;
      nowMs = Math.max(nowMs, group.wakeAtMs().getAsLong());
      steps.add(step(new GroupCommand.TimePassed()));
      if (steps.size() > 100_000) {
        throw new AssertionError("wakes up for ever at " + before);
      }
    }
    nowMs = untilMs;
    return steps;
  }

  /** All that is not durable is lost; whoever waited is never answered. */
  void crash() {
    GroupState durable = GroupState.NONE;
    for (GroupEvent event : log) {
      durable = durable.apply(event);
    }
    group = Group.resume(durable, rules, topics, nowMs);
  }
}
