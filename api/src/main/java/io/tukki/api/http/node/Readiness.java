package io.tukki.api.http.node;

import io.tukki.actors.Broker;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether the node can serve: it knows the cluster's metadata and reaches the controller. */
public final class Readiness {

  /** What a check says when all is well. */
  public static final String OK = "ok";

  /** No topic can have this name, so the question changes nothing and says nothing of any topic. */
  private static final String NO_TOPIC = "";

  private static final Duration CONTROLLER_PATIENCE = Duration.ofSeconds(2);

  private final Broker broker;
  private final Map<String, Supplier<String>> others;

  /**
   * @param others checks that only the node itself can make, by name; each answers {@link #OK}, or
   *     what is missing, at once
   */
  public Readiness(Broker broker, Map<String, Supplier<String>> others) {
    this.broker = broker;
    this.others = Map.copyOf(others);
  }

  /** Whether these checks say that all is well. */
  public static boolean isReady(Map<String, String> checks) {
    return checks.values().stream().allMatch(OK::equals);
  }

  /** Each check by name; ready is who says {@link #OK} to all of them. */
  public CompletionStage<Map<String, String>> checks() {
    return controller()
        .thenApply(
            controller -> {
              Map<String, String> checks = new LinkedHashMap<>();
              checks.put(
                  "metadata",
                  broker.metadata().image().isFormed()
                      ? OK
                      : "the cluster's metadata has not arrived yet");
              checks.put("controller", controller);
              others.forEach((name, check) -> checks.put(name, check.get()));
              return checks;
            });
  }

  /** Any answer but a transient one comes from the controller itself. */
  private CompletionStage<String> controller() {
    if (!broker.metadata().image().isFormed()) {
      return CompletableFuture.completedStage("not asked");
    }
    return broker
        .topics()
        .alterConfigs(NO_TOPIC, Map.of(), true)
        .toCompletableFuture()
        .copy()
        .orTimeout(CONTROLLER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (answer, failure) ->
                switch (answer) {
                  case Result.Refused<?>(var refusal) when refusal.retriable() ->
                      unreachable(refusal);
                  case null -> "the controller does not answer";
                  default -> OK;
                });
  }

  private static String unreachable(Refusal refusal) {
    return "the controller cannot be reached: " + refusal.message();
  }
}
