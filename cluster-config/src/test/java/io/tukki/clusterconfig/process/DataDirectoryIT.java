package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.clusterconfig.process.Child.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be started ends with one line that says why, and changes nothing. */
final class DataDirectoryIT {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir Path temp;

  private static Ended start(Path dataDir, String... more) {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(
        new String[] {"start", "--data-dir", dataDir.toString(), "--http-port", "0"},
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return Child.run(new byte[0], Map.of(), arguments);
  }

  private static void assertRefused(Ended ended, int exitCode, String... says) {
    assertThat(ended.errors()).contains(says).startsWith("tukki: ").hasLineCount(1);
    assertThat(ended.output()).isEmpty();
    assertThat(ended.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void aDirectoryInUseIsRefusedAndItsNodeLivesOn() throws IOException {
    try (NodeChild node = NodeChild.start(temp.resolve("data"))) {
      assertRefused(
          start(temp.resolve("data")), FAILED, "in use by another process", "" + node.pid());
      assertThat(node.command("cluster", "status").exitCode()).isZero();
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefused() throws IOException {
    try (Tmpfs readOnly = Tmpfs.mount(temp.resolve("read-only"), "ro")) {
      assertRefused(start(readOnly.directory().resolve("data")), FAILED, "cannot be created");
      assertRefused(start(readOnly.directory()), FAILED, "cannot be read and written");
    }
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertRefused(start(file), FAILED, "is a file, not a directory");
    assertThat(file).hasContent("x");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "precious");

    assertRefused(start(other), FAILED, "no data directory of Tukki's");
    assertThat(other).isDirectoryNotContaining(path -> !path.endsWith("thesis.txt"));
  }

  @Test
  void aDamagedIdentityIsRefused() throws IOException {
    Path data = Files.createDirectory(temp.resolve("data"));
    Files.writeString(data.resolve("node.properties"), "format=1\nnode.id=7\n");

    assertRefused(start(data), FAILED, "is damaged");
  }

  @Test
  void aNewerFormatIsRefusedAndLeftAsItIs() throws IOException {
    Path data = temp.resolve("data");
    NodeChild.start(data).terminate();
    Path identity = data.resolve("node.properties");
    String newer = withFormat(Files.readString(identity), 99);
    Files.writeString(identity, newer);

    assertRefused(start(data), FAILED, "has format 99", "Start a newer Tukki");
    assertThat(identity).hasContent(newer);
  }

  private static String withFormat(String identity, int format) {
    String lines =
        identity.substring(0, identity.indexOf("crc32c=")).replace("format=1", "format=" + format);
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(UTF_8));
    return lines + "crc32c=%08x\n".formatted(crc.getValue());
  }

  @Test
  void aPortInUseIsNamedWithItsSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = temp.resolve("data");
      String port = Integer.toString(taken.getLocalPort());
      Ended ended =
          Child.run(
              new byte[0], Map.of(), "start", "--data-dir", data.toString(), "--http-port", port);

      assertRefused(ended, FAILED, "Cannot listen on 127.0.0.1 port " + port, "tukki.http.port");
    }
  }

  @Test
  void aMisspeltSettingIsNamed() throws IOException {
    Path config = Files.writeString(temp.resolve("tukki.conf"), "tukki.http.prot = 1");

    assertRefused(
        start(temp.resolve("data"), "--config", config.toString()),
        USAGE,
        "tukki.http.prot",
        "did you mean tukki.http.port?");
    assertThat(temp.resolve("data")).doesNotExist();
  }
}
