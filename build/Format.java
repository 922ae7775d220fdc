import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats the tree's Java sources with google-java-format, or says which of them are not formatted
 * and leaves a report for the build to fail on.
 *
 * <p>Run from source by the root project's build, see docs/decisions/0001-build.md: {@code java -cp
 * google-java-format-all-deps.jar Format.java check|apply report path...}
 */
final class Format {
  private static final Formatter FORMATTER =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path report = Path.of(args[1]);
    List<String> problems =
        Arrays.stream(args)
            .skip(2)
            .flatMap(Format::javaFilesUnder)
            .parallel()
            .flatMap(file -> visit(file, apply))
            .sorted()
            .toList();
    problems.forEach(System.err::println);
    Files.deleteIfExists(report);
    if (!problems.isEmpty()) {
      Files.write(report, problems);
    }
  }

  private static Stream<Path> javaFilesUnder(String root) {
    try (Stream<Path> paths = Files.walk(Path.of(root))) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .map(Path::normalize)
          .filter(path -> !path.toString().contains("target/"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is wrong with the file and stays wrong. */
  private static Stream<String> visit(Path file, boolean apply) {
    try {
      String before = Files.readString(file);
      String after = format(before);
      if (after.equals(before)) {
        return Stream.empty();
      }
      if (!apply) {
        return Stream.of(file + ": not formatted");
      }
      Files.writeString(file, after);
      System.out.println("formatted " + file);
      return Stream.empty();
    } catch (FormatterException e) {
      return e.diagnostics().stream().map(problem -> file + ":" + problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the formatter's own command line does, in its order. */
  private static String format(String source) throws FormatterException {
    String imports =
        ImportOrderer.reorderImports(
            RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
    return StringWrapper.wrap(FORMATTER.formatSource(imports), FORMATTER);
  }
}
