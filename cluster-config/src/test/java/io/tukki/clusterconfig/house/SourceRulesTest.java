package io.tukki.clusterconfig.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules that the compiler and class files cannot hold: they are read off the sources of all
 * modules.
 */
final class SourceRulesTest {
  private static final int MAX_LINES_PER_FILE = 500;
  private static final Pattern SLEEP_CALL = Pattern.compile("\\bsleep\\s*\\(");
  private static final Pattern NULL_MARKED =
      Pattern.compile("^@(org\\.jspecify\\.annotations\\.)?NullMarked$", Pattern.MULTILINE);

  @Test
  void everyPackageIsNullMarked() {
    Stream<Path> packages = javaFiles("main").map(Path::getParent).distinct();

    assertThat(packages.filter(directory -> !isNullMarked(directory)))
        .as("packages without a package-info.java that says @NullMarked")
        .isEmpty();
  }

  @Test
  void noSourceFileIsTooLongToRead() {
    assertThat(javaFiles("main").filter(file -> lines(file).size() > MAX_LINES_PER_FILE))
        .as(
            "files of more than %s lines: a concept is missing, find it and name it",
            MAX_LINES_PER_FILE)
        .isEmpty();
  }

  @Test
  void noTestSleeps() {
    assertThat(javaFiles("test").flatMap(SourceRulesTest::sleeps))
        .as("sleeping tests are slow and flaky: await the condition instead")
        .isEmpty();
  }

  private static boolean isNullMarked(Path directory) {
    Path file = directory.resolve("package-info.java");
    return Files.exists(file) && NULL_MARKED.matcher(String.join("\n", lines(file))).find();
  }

  private static Stream<String> sleeps(Path file) {
    return lines(file).stream()
        .filter(line -> SLEEP_CALL.matcher(line).find())
        .map(line -> file + ": " + line.strip());
  }

  /** Returns the Java files of every module's {@code src/main} or {@code src/test}. */
  private static Stream<Path> javaFiles(String kind) {
    Path house = house();
    List<Path> files =
        children(house)
            .map(module -> module.resolve("src").resolve(kind).resolve("java"))
            .filter(Files::isDirectory)
            .flatMap(SourceRulesTest::tree)
            .filter(file -> file.toString().endsWith(".java"))
            .toList();
    assertThat(files).as("sources under %s", house).isNotEmpty();
    return files.stream();
  }

  /**
   * The directory that holds all modules; tests run in a module's, or in an IDE elsewhere below.
   */
  private static Path house() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve(".mvn"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  private static Stream<Path> children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> tree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
