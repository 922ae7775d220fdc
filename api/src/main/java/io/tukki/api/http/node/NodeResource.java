package io.tukki.api.http.node;

import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Shapes;
import io.tukki.api.http.json.Shapes.ClusterDescription;
import io.tukki.api.http.json.Shapes.EndpointDescription;
import io.tukki.api.http.json.Shapes.Health;
import io.tukki.api.http.json.Shapes.NodeDescription;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/cluster}, {@code /healthz}, {@code /readyz}. */
public final class NodeResource {

  private final Backend backend;
  private final Readiness readiness;

  public NodeResource(Backend backend, Readiness readiness) {
    this.backend = backend;
    this.readiness = readiness;
  }

  public Endpoint describingCluster() {
    return Operation.get(
            "/v1/cluster", "describeCluster", "Describes the cluster as this node knows it.")
        .answers(200, "The cluster.", Content.json(ClusterDescription.class))
        .handledBy(
            call ->
                CompletableFuture.completedStage(
                    Answers.json(200, describe(backend.broker().metadata().image()))));
  }

  public Endpoint living() {
    return Operation.get("/healthz", "health", "Whether the process lives.")
        .answers(200, "It does.", Content.json(Health.class))
        .handledBy(
            call -> CompletableFuture.completedStage(Answers.json(200, new Health("alive"))));
  }

  public Endpoint ready() {
    return Operation.get("/readyz", "readiness", "Whether the node can serve.")
        .answers(200, "It can.", Content.json(Shapes.Readiness.class))
        .answers(503, "It cannot, and the checks say why.", Content.json(Shapes.Readiness.class))
        .handledBy(call -> readiness.checks().thenApply(NodeResource::answer));
  }

  private static HttpResponse answer(Map<String, String> checks) {
    boolean ready = checks.values().stream().allMatch(Readiness.OK::equals);
    return Answers.json(
        ready ? 200 : 503, new Shapes.Readiness(ready ? "ready" : "not-ready", checks));
  }

  private static ClusterDescription describe(ClusterImage image) {
    return new ClusterDescription(
        image.clusterId().toString(),
        image.version(),
        image.nodes().values().stream().map(NodeResource::describe).toList(),
        image.topicCount(),
        image.partitionCount());
  }

  private static NodeDescription describe(NodeImage node) {
    Map<String, EndpointDescription> endpoints = new TreeMap<>();
    node.endpoints()
        .forEach((door, at) -> endpoints.put(door, new EndpointDescription(at.host(), at.port())));
    return new NodeDescription(node.id().value(), endpoints, node.rack().orElse(null));
  }
}
