package io.tukki.api.http.node;

import io.tukki.api.http.json.Shapes;
import io.tukki.api.http.json.Shapes.Health;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /healthz}, {@code /readyz}. */
public final class NodeResource {

  private final Readiness readiness;

  public NodeResource(Readiness readiness) {
    this.readiness = readiness;
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
    boolean ready = Readiness.isReady(checks);
    return Answers.json(
        ready ? 200 : 503, new Shapes.Readiness(ready ? "ready" : "not-ready", checks));
  }
}
