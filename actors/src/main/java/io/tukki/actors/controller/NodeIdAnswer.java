package io.tukki.actors.controller;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.result.Result;

/** What came of a {@link ControllerCommand.GrantNodeId}. */
public record NodeIdAnswer(Result<GrantedId> result) {

  /** Which node of which cluster a data directory is from now on. */
  public record GrantedId(ClusterId cluster, NodeId node) {}
}
