package io.tukki.api.http.node;

import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Schemas;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code /openapi.json}: the route table in OpenAPI 3.1. Nothing in it is written by hand, so
 * nothing in it can be out of date.
 */
public final class OpenApi {

  private static final String PROBLEM = "application/problem+json";

  private OpenApi() {}

  /**
   * @param operations those of the whole table, this one included, once it is there
   */
  public static Endpoint describing(Supplier<List<Operation>> operations) {
    return Operation.get("/openapi.json", "describeApi", "Describes this API, in OpenAPI 3.1.")
        .answers(200, "This document.", Content.raw("application/json"))
        .handledBy(
            call ->
                CompletableFuture.completedStage(
                    Answers.bytes(
                        200, Content.JSON_TYPE, Json.writePretty(document(operations.get())))));
  }

  static Map<String, Object> document(List<Operation> operations) {
    Schemas schemas = new Schemas();
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.path().toString(), path -> new LinkedHashMap<>())
          .put(operation.method().value().toLowerCase(Locale.ROOT), describe(operation, schemas));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "Tukki",
            "version",
            "v1",
            "description",
            "A distributed, partitioned, retained log over HTTP. Problems are RFC 9457"
                + " application/problem+json; decide by their 'code'."));
    document.put("paths", paths);
    document.put("components", Map.of("schemas", schemas.components()));
    return document;
  }

  private static Map<String, Object> describe(Operation operation, Schemas schemas) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", operation.id());
    described.put("summary", operation.summary());
    described.put("parameters", operation.parameters().stream().map(OpenApi::describe).toList());
    if (!operation.consumes().isEmpty()) {
      described.put(
          "requestBody",
          Map.of("required", true, "content", contents(operation.consumes(), schemas)));
    }
    Map<String, Object> responses = new TreeMap<>();
    operation
        .answers()
        .forEach(
            answer -> responses.put(Integer.toString(answer.status()), describe(answer, schemas)));
    refusals(operation, schemas)
        .forEach((status, refusal) -> responses.putIfAbsent(status, refusal));
    described.put("responses", responses);
    return described;
  }

  private static Map<String, Object> describe(Parameter<?> parameter) {
    Map<String, Object> schema = new LinkedHashMap<>(parameter.values().schema());
    if (parameter.fallback().isPresent()) {
      schema.put("default", typed(parameter.fallbackText(), schema.get("type")));
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", parameter.name());
    described.put("in", parameter.in().name());
    described.put("description", parameter.description());
    described.put("required", parameter.required());
    described.put(
        "schema", parameter.repeatable() ? Map.of("type", "array", "items", schema) : schema);
    return described;
  }

  private static Object typed(String text, @org.jspecify.annotations.Nullable Object type) {
    return switch (String.valueOf(type)) {
      case "integer" -> Long.valueOf(text);
      case "boolean" -> Boolean.valueOf(text);
      default -> text;
    };
  }

  private static Map<String, Object> describe(Operation.Answer answer, Schemas schemas) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", answer.description());
    if (!answer.produces().isEmpty()) {
      described.put("content", contents(answer.produces(), schemas));
    }
    return described;
  }

  private static Map<String, Object> contents(List<Content> contents, Schemas schemas) {
    Map<String, Object> byType = new LinkedHashMap<>();
    for (Content content : contents) {
      List<Map<String, Object>> shapes = content.shapes().stream().map(schemas::refTo).toList();
      byType.put(
          content.mediaType(),
          switch (shapes.size()) {
            case 0 -> Map.of();
            case 1 -> Map.of("schema", shapes.getFirst());
            default -> Map.of("schema", Map.of("oneOf", shapes));
          });
    }
    return byType;
  }

  /** The problems by status, each with the codes that it may carry. */
  private static Map<String, Object> refusals(Operation operation, Schemas schemas) {
    List<ProblemCode> codes = new ArrayList<>(operation.problems());
    codes.add(ProblemCode.UNKNOWN_PARAMETER);
    codes.add(ProblemCode.INTERNAL_ERROR);
    Map<Integer, List<String>> byStatus =
        codes.stream()
            .distinct()
            .collect(
                Collectors.groupingBy(
                    ProblemCode::status,
                    TreeMap::new,
                    Collectors.mapping(ProblemCode::label, Collectors.toList())));
    Map<String, Object> refusals = new TreeMap<>();
    byStatus.forEach(
        (status, labels) ->
            refusals.put(
                Integer.toString(status),
                Map.of(
                    "description",
                    "Codes: " + String.join(", ", labels) + ".",
                    "content",
                    Map.of(PROBLEM, Map.of("schema", schemas.refTo(ProblemBody.class))))));
    return refusals;
  }
}
