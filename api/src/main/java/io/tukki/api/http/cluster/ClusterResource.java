package io.tukki.api.http.cluster;

import static io.tukki.api.http.problem.ProblemCode.INVALID_FIELD;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REPLICATION_FACTOR;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REQUEST;
import static io.tukki.api.http.problem.ProblemCode.LAST_REPLICA;
import static io.tukki.api.http.problem.ProblemCode.MALFORMED_JSON;
import static io.tukki.api.http.problem.ProblemCode.MOVE_UNDER_WAY;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.tukki.api.http.problem.ProblemCode.STORAGE_FULL;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.TOO_FEW_NODES;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_FIELD;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_NODE;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_SHARD;
import static io.tukki.api.http.problem.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import io.tukki.actors.Shards;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.ClusterShapes.ClusterDescription;
import io.tukki.api.http.json.ClusterShapes.ElectUnclean;
import io.tukki.api.http.json.ClusterShapes.MoveShard;
import io.tukki.api.http.json.ClusterShapes.PlanDescription;
import io.tukki.api.http.json.ClusterShapes.ShardDescription;
import io.tukki.api.http.json.ClusterShapes.ShardList;
import io.tukki.api.http.json.ClusterShapes.UncleanElectionDescription;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ShardMove;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Refusal.UnknownShard;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/cluster}, {@code /v1/nodes}, {@code /v1/shards}. */
public final class ClusterResource {

  private static final Parameter<Integer> NODE =
      Parameter.path("node", Values.ints(0, Integer.MAX_VALUE), "The node's number.");

  private static final Parameter<String> SHARD =
      Parameter.path("shard", Values.text(), "The shard, as in r3-17.");

  private static final Parameter<Boolean> REPLICAS =
      Parameter.query(
              "replicas",
              Values.booleans(),
              "Whether the node is to hold nothing either, rather than only to lead nothing.")
          .orElse("false");

  private static final Parameter<Boolean> LEADERS_ONLY =
      Parameter.query("leadersOnly", Values.booleans(), "Whether nothing is to be copied.")
          .orElse("false");

  private final Backend backend;
  private final Bodies bodies;

  public ClusterResource(Backend backend, Bodies bodies) {
    this.backend = backend;
    this.bodies = bodies;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        describing(),
        draining(),
        resuming(),
        decommissioning(),
        listing(),
        balancing(),
        moving(),
        electingUnclean());
  }

  private Endpoint describing() {
    return Operation.get(
            "/v1/cluster",
            "describeCluster",
            "Describes the cluster and how it fares, as far as its nodes answer.")
        .answers(200, "The cluster.", Content.json(ClusterDescription.class))
        .handledBy(
            call ->
                shards()
                    .status()
                    .thenApply(
                        status -> Answers.json(200, new StatusDescriptions(status).cluster())));
  }

  private Endpoint draining() {
    return planning(
            "/v1/nodes/{node}/drain",
            "drainNode",
            "Has others lead what the node leads, until it is resumed.")
        .takes(NODE, REPLICAS)
        .refuses(UNKNOWN_NODE, TOO_FEW_NODES, LAST_REPLICA, INVALID_PARAMETER)
        .handledBy(call -> planned(shards -> shards.drain(node(call), call.get(REPLICAS))));
  }

  private Endpoint resuming() {
    return planning("/v1/nodes/{node}/resume", "resumeNode", "Ends draining, or decommissioning.")
        .takes(NODE)
        .refuses(UNKNOWN_NODE, INVALID_PARAMETER)
        .handledBy(call -> planned(shards -> shards.resume(node(call))));
  }

  private Endpoint decommissioning() {
    return planning(
            "/v1/nodes/{node}/decommission",
            "decommissionNode",
            "Moves away what the node holds, and strikes it from the cluster once it is empty.")
        .takes(NODE)
        .refuses(UNKNOWN_NODE, TOO_FEW_NODES, LAST_REPLICA, INVALID_PARAMETER)
        .handledBy(call -> planned(shards -> shards.decommission(node(call))));
  }

  private Endpoint listing() {
    return Operation.get("/v1/shards", "listShards", "Lists where shards lie and go.")
        .answers(200, "The shards.", Content.json(ShardList.class))
        .handledBy(
            call ->
                CompletableFuture.completedStage(
                    Answers.json(200, list(backend.broker().metadata().image()))));
  }

  private Endpoint balancing() {
    return planning(
            "/v1/shards/balance",
            "balanceShards",
            "Spreads replicas and leaders evenly, with as little copying as that takes.")
        .takes(LEADERS_ONLY)
        .refuses(INVALID_PARAMETER)
        .handledBy(call -> planned(shards -> shards.balance(call.get(LEADERS_ONLY))));
  }

  private Endpoint moving() {
    return planning("/v1/shards/{shard}/move", "moveShard", "Puts a shard on other nodes.")
        .takes(SHARD)
        .consumes(Content.json(MoveShard.class))
        .refuses(
            UNKNOWN_SHARD,
            UNKNOWN_NODE,
            INVALID_REPLICATION_FACTOR,
            INVALID_REQUEST,
            LAST_REPLICA,
            MOVE_UNDER_WAY,
            MALFORMED_JSON,
            UNKNOWN_FIELD,
            INVALID_FIELD,
            UNSUPPORTED_MEDIA_TYPE,
            REQUEST_TOO_LARGE)
        .handledBy(this::move);
  }

  private Endpoint electingUnclean() {
    return Operation.post(
            "/v1/shards/elect-unclean",
            "electUnclean",
            "Has this node's replicas lead alone where the majority is lost for good; loses"
                + " records.")
        .consumes(Content.json(ElectUnclean.class))
        .answers(200, "What goes on, and where.", Content.json(UncleanElectionDescription.class))
        .refuses(
            UNKNOWN_NODE,
            INVALID_REQUEST,
            MALFORMED_JSON,
            UNKNOWN_FIELD,
            INVALID_FIELD,
            UNSUPPORTED_MEDIA_TYPE,
            REQUEST_TOO_LARGE)
        .handledBy(this::electUnclean);
  }

  private CompletionStage<HttpResponse> electUnclean(Call call) {
    call.consumed();
    return bodies.withWhole(
        call,
        body -> {
          ElectUnclean wanted = Json.read(body, ElectUnclean.class);
          if (!Boolean.TRUE.equals(wanted.acceptDataLoss())) {
            throw Problem.of(
                    INVALID_REQUEST,
                    "Records that only the lost nodes held are lost by this, acknowledged or not;"
                        + " say \"acceptDataLoss\": true if that is meant.")
                .asException();
          }
          Set<NodeId> lost =
              wanted.lost().stream().map(ClusterResource::node).collect(Collectors.toSet());
          String by = wanted.by() == null || wanted.by().isBlank() ? "somebody" : wanted.by();
          return shards()
              .electUnclean(lost, by)
              .thenApply(
                  done ->
                      Answers.json(
                          200,
                          StatusDescriptions.describe(
                              backend.broker().metadata().image(), done.orThrow())));
        });
  }

  private static Operation planning(String path, String id, String summary) {
    return Operation.post(path, id, summary)
        .answers(200, "What was set going.", Content.json(PlanDescription.class))
        .refuses(NOT_READY, OVERLOADED, TIMED_OUT, STORAGE_FULL);
  }

  private CompletionStage<HttpResponse> move(Call call) {
    ShardId shard = shard(call.get(SHARD));
    call.consumed();
    return bodies.withWhole(
        call,
        body -> {
          MoveShard wanted = Json.read(body, MoveShard.class);
          List<NodeId> replicas = wanted.replicas().stream().map(ClusterResource::node).toList();
          boolean instead = Boolean.TRUE.equals(wanted.instead());
          return planned(shards -> shards.move(shard, replicas, instead));
        });
  }

  private CompletionStage<HttpResponse> planned(
      Function<Shards, CompletionStage<Result<ShardPlan>>> decide) {
    return decide
        .apply(shards())
        .thenApply(
            plan ->
                Answers.json(200, describe(plan.orThrow(), backend.broker().metadata().image())));
  }

  private static NodeId node(Call call) {
    return node(call.get(NODE));
  }

  private static NodeId node(@Nullable Integer number) {
    if (number == null || number < 0) {
      throw Problem.of(INVALID_FIELD, "A node's number is 0 or more, not " + number + ".")
          .asException();
    }
    return new NodeId(number);
  }

  private static ShardId shard(String text) {
    try {
      return ShardId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(new UnknownShard(text));
    }
  }

  private Shards shards() {
    return backend.broker().shards();
  }

  private static ShardList list(ClusterImage image) {
    return new ShardList(
        image.placements().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                placed ->
                    describe(
                        image,
                        placed.getKey(),
                        image.move(placed.getKey()).map(ShardMove::target).orElse(null)))
            .toList());
  }

  private static PlanDescription describe(ShardPlan plan, ClusterImage image) {
    return new PlanDescription(
        plan.moves().stream().map(move -> describe(image, move.shard(), move.target())).toList(),
        plan.reordered().stream().map(ShardId::toString).toList());
  }

  private static ShardDescription describe(
      ClusterImage image, ShardId shard, @Nullable List<NodeId> target) {
    return new ShardDescription(
        shard.toString(),
        StatusDescriptions.numbers(image.replicas(shard)),
        image.partitionsIn(shard),
        target == null ? null : StatusDescriptions.numbers(target));
  }
}
