package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-Sent Events: each record once, however often the connection is lost. */
@Timeout(60)
final class EventsTest {

  private OpenDoor door;

  @BeforeEach
  void open() {
    door = OpenDoor.open("tukki.http.events { heartbeat = 200ms, poll = 100ms }").topic("t", 3);
  }

  @AfterEach
  void close() {
    door.close();
  }

  private record Event(String id, String name, String data) {

    JsonNode json() {
      return OpenDoor.tree(data);
    }

    String value() {
      return json().path("value").asText();
    }
  }

  /** A client of the stream that reads event by event. */
  private static final class Listener implements AutoCloseable {

    private final BufferedReader in;
    private String lastId;
    private int comments;

    Listener(OpenDoor door, String query, Optional<String> lastEventId) {
      HttpRequest.Builder request = door.request("/v1/topics/t/stream" + query);
      lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
      this.lastId = lastEventId.orElse("");
      try {
        HttpResponse<java.io.InputStream> response =
            door.client.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** As browsers do it: an event without data is dispatched to nobody, but its id counts. */
    Optional<Event> next() {
      String name = "message";
      String data = "";
      try {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.isEmpty() && !data.isEmpty()) {
            return Optional.of(new Event(lastId, name, data));
          } else if (line.startsWith(":")) {
            comments++;
          } else if (line.startsWith("id: ")) {
            lastId = line.substring(4);
          } else if (line.startsWith("event: ")) {
            name = line.substring(7);
          } else if (line.startsWith("data: ")) {
            data = line.substring(6);
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** One line, noted if it is a comment or an id. */
    void readLine() throws IOException {
      String line = in.readLine();
      comments += line.startsWith(":") ? 1 : 0;
      lastId = line.startsWith("id: ") ? line.substring(4) : lastId;
    }

    List<Event> next(int count) {
      return IntStream.range(0, count).mapToObj(i -> next().orElseThrow()).toList();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private Listener listen(String query) {
    return new Listener(door, query, Optional.empty());
  }

  private Listener resume(String query, String lastEventId) {
    return new Listener(door, query, Optional.of(lastEventId));
  }

  private void produce(int from, int to) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(from, to)
        .forEach(i -> lines.append("{\"value\":\"%d\",\"partition\":%d}\n".formatted(i, i % 3)));
    assertThat(door.ndjson("/v1/topics/t/records", lines.toString()).statusCode()).isEqualTo(200);
  }

  @Test
  void everyRecordComesWithItsPartitionInOrder() throws Exception {
    produce(0, 30);

    try (Listener listener = listen("?from=earliest")) {
      List<Event> events = listener.next(30);

      assertThat(events.stream().map(Event::name)).containsOnly("message");
      for (int partition = 0; partition < 3; partition++) {
        int p = partition;
        assertThat(
                events.stream()
                    .filter(event -> event.json().path("partition").asInt() == p)
                    .map(event -> event.json().path("offset").asInt()))
            .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
      }
    }
  }

  @Test
  void withoutASayTheStreamBeginsWithWhatComesNow() throws Exception {
    produce(0, 5);

    try (Listener listener = listen("")) {
      produce(5, 6);
      assertThat(listener.next().orElseThrow().value()).isEqualTo("5");
    }
  }

  @Test
  void resumingAtAnyEventLosesNothingAndRepeatsNothing() throws Exception {
    produce(0, 24);

    for (int breakAfter = 1; breakAfter < 24; breakAfter += 3) {
      List<String> values = new ArrayList<>();
      String id;
      try (Listener first = listen("?from=earliest")) {
        List<Event> events = first.next(breakAfter);
        events.forEach(event -> values.add(event.value()));
        id = events.getLast().id();
      }
      try (Listener second = resume("", id)) {
        second.next(24 - breakAfter).forEach(event -> values.add(event.value()));
      }
      assertThat(values)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 24).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void aClientThatLostItsConnectionBeforeAnyEventStillMissesNothing() throws Exception {
    String id;
    try (Listener listener = listen("")) {
      while (listener.lastId.isEmpty() || listener.comments == 0) {
        listener.readLine();
      }
      id = listener.lastId;
    }
    produce(0, 3);

    try (Listener listener = resume("", id)) {
      assertThat(listener.next(3).stream().map(Event::value))
          .containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void chosenPartitionsAreStreamedAlone() throws Exception {
    produce(0, 9);

    try (Listener listener = listen("?from=earliest&partitions=2")) {
      assertThat(listener.next(3).stream().map(Event::value)).containsExactly("2", "5", "8");
      assertThat(listener.lastId).startsWith("2:3@");
    }
  }

  @Test
  void recordsThatWereDeletedInBetweenAreReportedMissing() throws Exception {
    produce(0, 9);
    String id;
    try (Listener listener = listen("?from=earliest&partitions=0")) {
      id = listener.next().orElseThrow().id();
    }
    door.delete("/v1/topics/t/partitions/0/records?before=2");

    try (Listener listener = resume("?partitions=0", id)) {
      Event gap = listener.next().orElseThrow();
      assertThat(gap.name()).isEqualTo("gap");
      assertThat(gap.json())
          .isEqualTo(OpenDoor.tree("{\"partition\":0,\"missingFrom\":1,\"missingTo\":2}"));
      assertThat(listener.next().orElseThrow().value()).isEqualTo("6");
    }
  }

  @Test
  void aStreamOfATopicThatIsDeletedEndsAndSaysWhy() throws Exception {
    try (Listener listener = listen("")) {
      door.delete("/v1/topics/t");

      Event problem = listener.next().orElseThrow();
      assertThat(problem.name()).isEqualTo("problem");
      assertThat(problem.json().path("code").asText()).isEqualTo("unknown-topic");
      assertThat(listener.next()).isEmpty();
    }
  }

  @Test
  void anIdOfATopicThatIsGoneDoesNotFitItsSuccessor() throws Exception {
    produce(0, 3);
    String id;
    try (Listener listener = listen("?from=earliest")) {
      id = listener.next().orElseThrow().id();
    }
    door.delete("/v1/topics/t");
    door.topic("t", 3);

    HttpResponse<String> answer =
        door.send(door.request("/v1/topics/t/stream").header("Last-Event-ID", id));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("another topic");
  }

  @Test
  void anIdBehindTheEndIsRefused() {
    String id = "0:7@" + door.broker.image().topic("t").orElseThrow().id();

    HttpResponse<String> answer =
        door.send(door.request("/v1/topics/t/stream").header("Last-Event-ID", id));

    assertThat(answer.statusCode()).isEqualTo(416);
  }

  @Test
  void aSilentStreamOutlivesTheIdleTimeout() throws Exception {
    try (OpenDoor impatient =
        OpenDoor.open(
            "tukki.http { connections.idle-timeout = 1s, connections.request-timeout = 500ms,"
                + " events.heartbeat = 100ms }")) {
      impatient.topic("t", 1);
      try (Listener listener = new Listener(impatient, "", Optional.empty())) {
        while (listener.comments < 25) {
          listener.readLine();
        }
        impatient.json(
            "POST", "/v1/topics/t/records", "{\"records\":[{\"value\":\"still here\"}]}");
        assertThat(listener.next().orElseThrow().value()).isEqualTo("still here");
      }
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsUpNobodyElse() throws Exception {
    try (Listener lazy = listen("?from=earliest");
        Listener eager = listen("?from=earliest")) {
      String line = "{\"value\":\"%s\"}\n".formatted("x".repeat(1000));
      door.ndjson("/v1/topics/t/records", line.repeat(20_000));

      assertThat(eager.next(20_000)).hasSize(20_000);
      assertThat(lazy.next(20_000)).hasSize(20_000);
    }
  }
}
