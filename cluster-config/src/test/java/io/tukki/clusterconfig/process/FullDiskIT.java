package io.tukki.clusterconfig.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.clusterconfig.process.HttpCaller.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up: refusals that say so, nothing lost, and a way back. */
final class FullDiskIT {

  private static final String RECORD =
      "{\"records\":[{\"value\":\"" + "x".repeat(100_000) + "\"}]}";
  private static final int MORE_THAN_FITS = 1_000;

  @TempDir Path temp;

  @Test
  void aFullDiskRefusesRecordsServesReadersAndWorksAgainOnceThereIsRoom() throws IOException {
    try (Tmpfs disk = Tmpfs.mount(temp.resolve("disk"), "size=24m");
        NodeChild node = NodeChild.start(disk.directory().resolve("data"))) {
      HttpCaller http = new HttpCaller(node.url());
      http.post("/v1/topics", "{\"name\":\"t\",\"configs\":{\"segment.bytes\":1048576}}");
      long stored = 0;
      Answer answer = http.post("/v1/topics/t/records", RECORD);
      while (answer.status() == 200 && stored < MORE_THAN_FITS) {
        stored++;
        answer = http.post("/v1/topics/t/records", RECORD);
      }

      assertThat(answer.json().toString()).contains("storage-full").contains("\"retriable\":true");
      assertThat(http.get("/healthz").status()).isEqualTo(200);
      assertThat(endOf(http)).isEqualTo(stored);

      assertThat(http.delete("/v1/topics/t/partitions/0/records?before=latest").status())
          .isEqualTo(200);
      Awaitility.await("room again")
          .atMost(Child.TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .until(() -> http.post("/v1/topics/t/records", RECORD).status() == 200);
      assertThat(endOf(http)).isEqualTo(stored + 1);
    }
  }

  private static long endOf(HttpCaller http) {
    return http.get("/v1/topics/t/partitions/0/records?from=latest")
        .json()
        .path("nextOffset")
        .asLong();
  }
}
