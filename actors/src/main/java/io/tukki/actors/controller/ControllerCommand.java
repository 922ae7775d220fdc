package io.tukki.actors.controller;

import io.tukki.core.cluster.NodeRegistration;
import io.tukki.core.cluster.TopicSpec;
import io.tukki.core.id.DirectoryId;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the controller can be asked, from any node. Each is answered once it is durable. */
public sealed interface ControllerCommand {

  record CreateTopic(TopicSpec spec, boolean validateOnly, ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record AddPartitions(String topic, int total, boolean validateOnly, ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record AlterTopicConfigs(
      String topic,
      Map<String, Optional<String>> changes,
      boolean validateOnly,
      ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record DeleteTopic(String topic, ActorRef<TopicAnswer> replyTo) implements ControllerCommand {}

  /** Asked by a node with a blank data directory, which gets the same answer each time. */
  record GrantNodeId(DirectoryId directory, ActorRef<NodeIdAnswer> replyTo)
      implements ControllerCommand {}

  record RegisterNode(NodeRegistration registration, ActorRef<NodeAnswer> replyTo)
      implements ControllerCommand {}

  /**
   * Keeps the follower's image current from now on: it gets what it lacks at once, and then each
   * delta. To be repeated now and then, which is cheap, and finds out what was lost on the way.
   *
   * @param knownVersion of the follower's image
   */
  record Follow(long knownVersion, ActorRef<ImageUpdate> follower) implements ControllerCommand {}

  /** The controller's own note that a follower's node or actor has stopped. */
  record FollowerStopped(ActorRef<ImageUpdate> follower) implements ControllerCommand {}
}
