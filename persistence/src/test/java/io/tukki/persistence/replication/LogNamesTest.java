package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "partition|x",
        ".",
        "..",
        "../../etc/passwd",
        "a/b\\c:d*e?f\"g<h>i|j",
        "100%",
        "%2e",
        "häst 馬 🐎",
        "line\nbreak\ttab\u0000nul",
        " leading and trailing ",
        "~deleted",
      })
  void nameIsHarmlessAndLeadsBackToTheId(String id) {
    String name = LogNames.directoryName(id);

    assertThat(name).matches("[A-Za-z0-9_%-]+");
    assertThat(LogNames.persistenceId(name)).contains(id);
  }

  @Test
  void nameOfAPartitionCanBeReadByPeople() {
    PartitionId partition = new PartitionId(new TopicId(new UUID(1, 2)), 7);

    assertThat(LogNames.directoryName(partition.persistenceId()))
        .isEqualTo("partition%7CAAAAAAAAAAEAAAAAAAAAAg-7");
  }

  @Test
  void longIdsThatDifferAtTheEndGetDifferentShortNames() {
    String one = "x".repeat(5_000) + "1";
    String other = "x".repeat(5_000) + "2";

    assertThat(LogNames.directoryName(one)).hasSizeLessThan(200).startsWith("xxx");
    assertThat(LogNames.directoryName(one)).isNotEqualTo(LogNames.directoryName(other));
    assertThat(LogNames.persistenceId(LogNames.directoryName(one))).isEmpty();
  }

  @Test
  void longestSpeltNameStillFitsAFileSystem() {
    for (int length = 1; length < 400; length++) {
      assertThat(LogNames.directoryName("é".repeat(length))).hasSizeLessThan(240);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%7", "a%7c", "a b", "x~deleted", "%zz", "lost+found", "%41"})
  void directoriesThatAreNotSpeltAsWeSpellAreNoLogs(String name) {
    assertThat(LogNames.persistenceId(name)).isEmpty();
  }

  @Test
  void lineOfAnIdIsOneLineAndTellsIdsApart() {
    assertThat(LogNames.line("a\nb")).isEqualTo("a%0Ab");
    assertThat(LogNames.line("a%0Ab")).isNotEqualTo(LogNames.line("a\nb"));
    assertThat(LogNames.line("partition|x-1")).isEqualTo("partition|x-1");
  }
}
