package io.tukki.actors;

import io.tukki.core.cluster.ForcedLog;
import io.tukki.core.id.NodeId;
import java.util.List;
import java.util.Map;

/**
 * What an operator had one node do because others are lost for good.
 *
 * @param node whose replicas go on alone
 * @param forced the logs that go on, and where
 * @param failed the logs that still do not, and why
 * @param recorded whether the controller has it in its log; if not, only the nodes' logs tell
 */
public record UncleanElection(
    NodeId node, List<ForcedLog> forced, Map<String, String> failed, boolean recorded) {

  public UncleanElection {
    forced = List.copyOf(forced);
    failed = Map.copyOf(failed);
  }
}
