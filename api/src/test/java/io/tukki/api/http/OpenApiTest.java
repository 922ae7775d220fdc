package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description and the door say the same: asked over the wire, in both directions. */
final class OpenApiTest {

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private static OpenDoor door;
  private static JsonNode api;

  @BeforeAll
  static void open() {
    door = OpenDoor.open().topic("t", 2);
    api = OpenDoor.tree(door.get("/openapi.json"));
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static Stream<String> names(JsonNode object) {
    return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false);
  }

  private static String concrete(String path) {
    return path.replace("{topic}", "t")
        .replace("{partition}", "0")
        .replace("{node}", "0")
        .replace("{shard}", "r1-0");
  }

  private record Described(String method, String path, JsonNode operation) {

    HttpResponse<String> call(String query) {
      return door.send(
          door.request(concrete(path) + query)
              .header("Content-Type", "text/nonsense")
              .header("Accept", "text/nonsense")
              .method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString("x")));
    }
  }

  private static List<Described> described() {
    return names(api.path("paths"))
        .flatMap(
            path ->
                names(api.path("paths").path(path))
                    .map(
                        method ->
                            new Described(method, path, api.path("paths").path(path).path(method))))
        .toList();
  }

  @Test
  void whatIsDescribedIsThereAndWhatIsNotDescribedIsNot() {
    for (String path : names(api.path("paths")).toList()) {
      Set<String> offered = names(api.path("paths").path(path)).collect(Collectors.toSet());
      for (String method : METHODS) {
        HttpResponse<String> answer = new Described(method, path, api).call("?no-such=1");
        String code = OpenDoor.tree(answer).path("code").asText();
        assertThat(code)
            .as("%s %s", method, path)
            .isEqualTo(offered.contains(method) ? "unknown-parameter" : "method-not-allowed");
        if (!offered.contains(method)) {
          assertThat(allowed(answer)).as(path).isEqualTo(offered);
        }
      }
    }
  }

  private static Set<String> allowed(HttpResponse<String> answer) {
    return Stream.of(answer.headers().firstValue("Allow").orElseThrow().split(", "))
        .map(method -> method.toLowerCase(Locale.ROOT))
        .filter(method -> !method.equals("head"))
        .collect(Collectors.toSet());
  }

  @Test
  void theParametersThatAreKnownAreThoseThatAreDescribed() {
    for (Described described : described()) {
      List<String> known = new ArrayList<>();
      OpenDoor.tree(described.call("?no-such=1")).path("known").forEach(n -> known.add(n.asText()));
      List<String> inQuery = new ArrayList<>();
      described
          .operation()
          .path("parameters")
          .forEach(
              parameter -> {
                if (parameter.path("in").asText().equals("query")) {
                  inQuery.add(parameter.path("name").asText());
                }
              });
      assertThat(known).as(described.path()).isEqualTo(inQuery);
    }
  }

  @Test
  void everyVariableOfAPathIsAParameterOfIt() {
    for (Described described : described()) {
      Set<String> inPath = new TreeSet<>();
      Matcher variables = Pattern.compile("\\{([a-z]+)}").matcher(described.path());
      while (variables.find()) {
        inPath.add(variables.group(1));
      }
      Set<String> declared = new TreeSet<>();
      described
          .operation()
          .path("parameters")
          .forEach(
              parameter -> {
                if (parameter.path("in").asText().equals("path")) {
                  declared.add(parameter.path("name").asText());
                  assertThat(parameter.path("required").asBoolean()).isTrue();
                }
              });
      assertThat(declared).as(described.path()).isEqualTo(inPath);
    }
  }

  @Test
  void theDocumentHoldsTogether() {
    assertThat(api.path("openapi").asText()).startsWith("3.1");
    assertThat(api.at("/info/title").asText()).isNotEmpty();
    assertThat(api.at("/info/version").asText()).isNotEmpty();
    assertThat(described().stream().map(it -> it.operation().path("operationId").asText()))
        .doesNotHaveDuplicates()
        .doesNotContain("");
    for (JsonNode reference : api.findValues("$ref")) {
      assertThat(reference.asText()).startsWith("#/");
      assertThat(api.at(reference.asText().substring(1)).isObject())
          .as(reference.asText())
          .isTrue();
    }
    for (Described described : described()) {
      assertThat(described.operation().path("responses").size()).isPositive();
      described
          .operation()
          .path("responses")
          .forEach(response -> assertThat(response.path("description").asText()).isNotEmpty());
    }
  }

  @Test
  void answersAreWhatTheirSchemasSay() {
    door.ndjson("/v1/topics/t/records", "{\"key\":\"k\",\"value\":\"v\",\"partition\":0}\n");

    assertFits("TopicPage", door.get("/v1/topics"));
    assertFits("TopicDescription", door.get("/v1/topics/t"));
    assertFits("PartitionDescription", door.get("/v1/topics/t/partitions/1"));
    assertFits("ReadAnswer", door.get("/v1/topics/t/partitions/0/records"));
    assertFits("ClusterDescription", door.get("/v1/cluster"));
    assertFits("Health", door.get("/healthz"));
    assertFits("Readiness", door.get("/readyz"));
    assertFits("ProblemBody", door.get("/v1/topics/none"));
    assertFits("TopicSummary", door.json("POST", "/v1/topics", "{\"name\":\"new\"}"));
    assertFits("DeleteAnswer", door.delete("/v1/topics/t/partitions/0/records?before=0"));
    assertFits(
        "ProduceAnswer",
        door.json("POST", "/v1/topics/t/records", "{\"records\":[{\"value\":1}]}"));
    List<JsonNode> upload =
        OpenDoor.lines(
            door.ndjson("/v1/topics/t/records?results=records", "{\"value\":1}\n{\"value\":"));
    assertThat(SchemaCheck.of(api, "UploadReport").violations(upload.get(0))).isEmpty();
    assertThat(SchemaCheck.of(api, "UploadSummary").violations(upload.get(1))).isEmpty();
  }

  private static void assertFits(String schema, HttpResponse<String> answer) {
    assertThat(SchemaCheck.of(api, schema).violations(OpenDoor.tree(answer)))
        .as(answer.body())
        .isEmpty();
  }

  @Test
  void thePageOnHttpListsEveryOperationAndEveryProblem() throws IOException {
    Path house = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(house.resolve(".mvn"))) {
      house = house.getParent();
    }
    String page = Files.readString(house.resolve("docs/http.md"));

    for (Described described : described()) {
      assertThat(page)
          .contains(
              "| `%s %s` |"
                  .formatted(described.method().toUpperCase(Locale.ROOT), described.path()));
    }
    for (var code : io.tukki.api.http.problem.ProblemCode.values()) {
      assertThat(page).contains("| `%s` | %d |".formatted(code.label(), code.status()));
    }
  }
}
