package io.tukki.core.group;

import io.tukki.core.result.Result;
import java.util.List;

/**
 * What came of one command.
 *
 * @param events to be made durable, all or none, before any answer is given
 */
public record GroupStep(List<GroupEvent> events, List<Answer> answers) {

  /** For whoever holds the ticket, who may have come with an earlier command. */
  public record Answer(Ticket ticket, Result<GroupReply> result) {}

  public GroupStep {
    events = List.copyOf(events);
    answers = List.copyOf(answers);
  }
}
