package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private static final NodeIdentity IDENTITY =
      new NodeIdentity(
          new ClusterId(new UUID(1, 2)), new NodeId(3), new UUID(0x1234_5678_0000_4000L, 4));

  @TempDir Path temp;

  private DataDirectory open(Path path) throws DataDirectoryException {
    return DataDirectory.open(path, () -> IDENTITY);
  }

  @Test
  void aNewDirectoryIsMadeAndItsIdentityStays() throws DataDirectoryException {
    Path path = temp.resolve("a/b");
    open(path).close();

    try (DataDirectory again =
        DataDirectory.open(
            path,
            () -> new NodeIdentity(new ClusterId(new UUID(9, 9)), new NodeId(9), new UUID(9, 9)))) {
      assertThat(again.identity()).isEqualTo(IDENTITY);
      assertThat(again.logsPath()).isDirectory();
    }
  }

  @Test
  void whatItsReplicasHavePromisedIsNotedAsLongAsItHasItsName() throws Exception {
    try (DataDirectory directory = open(temp)) {
      assertThat(directory.promised()).isFalse();
      directory.notePromised();
    }

    try (DataDirectory again = open(temp)) {
      assertThat(again.promised()).isTrue();
      assertThat(again.identity()).isEqualTo(IDENTITY);
    }
  }

  @Test
  void aDirectoryInUseIsRefusedAndItsHolderNamed() throws DataDirectoryException {
    try (DataDirectory held = open(temp)) {
      assertThatThrownBy(() -> open(temp))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining(held.path().toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    open(temp).close();
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    open(temp).close();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("format", "2");
    Files.write(temp.resolve("node.properties"), CheckedText.write(values));

    assertThatThrownBy(() -> open(temp))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void aDamagedIdentityIsRefused() throws Exception {
    open(temp).close();
    Path file = temp.resolve("node.properties");
    Files.writeString(file, Files.readString(file).replace("node.id=3", "node.id=4"));

    assertThatThrownBy(() -> open(temp))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void aDirectoryWithOtherThingsInItIsLeftAlone() throws IOException {
    Files.writeString(temp.resolve("letter.txt"), "dear");

    assertThatThrownBy(() -> open(temp))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("no data directory of Tukki's");
    assertThat(temp.toFile().list()).containsExactly("letter.txt");
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDirectoryThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> open(Path.of("/proc/no-tukki-here")))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("/proc/no-tukki-here cannot be created");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefused() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThatThrownBy(() -> open(temp))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("cannot be");
    } finally {
      Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
