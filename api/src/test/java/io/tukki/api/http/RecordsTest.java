package io.tukki.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records through a door that is really open: what is stored is what is read. */
final class RecordsTest {

  private static OpenDoor door;

  @BeforeAll
  static void open() {
    door = OpenDoor.open().topic("words", 3).topic("one", 1);
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void recordsOfADocumentAreStoredWithAResultForEach() {
    door.topic("doc", 1);

    HttpResponse<String> stored =
        door.json(
            "POST",
            "/v1/topics/doc/records",
            """
            {"records":[
              {"key":"a","value":"one","timestamp":1000},
              {"value":null,"headers":{"h":"x","twice":["1",null,{"base64":"/w=="}]},"timestamp":2000},
              {"key":{"base64":"AP8="},"value":{"deep":[1.10,{"base64":true}],"e":"\\u00e9"},"timestamp":3000}
            ]}\
            """);

    assertThat(stored.statusCode()).isEqualTo(200);
    assertThat(OpenDoor.tree(stored))
        .isEqualTo(
            OpenDoor.tree(
                """
                {"results":[
                  {"line":2,"partition":0,"offset":0,"timestamp":1000},
                  {"line":3,"partition":0,"offset":1,"timestamp":2000},
                  {"line":4,"partition":0,"offset":2,"timestamp":3000}]}\
                """));
    assertThat(OpenDoor.tree(door.get("/v1/topics/doc/partitions/0/records")))
        .isEqualTo(
            OpenDoor.tree(
                """
                {"records":[
                  {"offset":0,"timestamp":1000,"key":"a","value":"one","headers":{}},
                  {"offset":1,"timestamp":2000,"key":null,"value":null,
                   "headers":{"h":"x","twice":["1",null,{"base64":"/w=="}]}},
                  {"offset":2,"timestamp":3000,"key":{"base64":"AP8="},
                   "value":"{\\"deep\\":[1.10,{\\"base64\\":true}],\\"e\\":\\"é\\"}","headers":{}}],
                 "nextOffset":3,"highWatermark":3,"logStartOffset":0}\
                """));
  }
}
