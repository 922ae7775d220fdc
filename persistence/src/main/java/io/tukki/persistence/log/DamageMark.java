package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Remembers where a log was found to be damaged, so that the next opening reads those segments in
 * full instead of believing its checkpoint. What is sound by then, because a backup was put in its
 * place, say, is forgotten.
 */
final class DamageMark {

  static final String FILE = "damaged";

  private static final String OFFSETS = "offsets";
  private static final String SEPARATOR = ",";

  /** One is enough to find the rest; more spare openings. */
  private static final int MAX_OFFSETS = 64;

  private DamageMark() {}

  /** Adds an offset, durably. */
  static void add(LogDirectory directory, long offset) throws IOException {
    SortedSet<Long> offsets = read(directory);
    if (!offsets.add(offset)) {
      return;
    }
    String text =
        offsets.stream()
            .limit(MAX_OFFSETS)
            .map(String::valueOf)
            .collect(Collectors.joining(SEPARATOR));
    SmallFile.replaceDurably(
        directory.storage(),
        directory.path(),
        FILE,
        ByteBuffer.wrap(CheckedText.write(Map.of(OFFSETS, text))));
  }

  /** Empty where nothing is marked, and where the mark itself is damaged. */
  static SortedSet<Long> read(LogDirectory directory) throws IOException {
    Optional<Map<String, String>> values;
    try {
      values = CheckedText.read(SmallFile.read(directory.storage(), path(directory)));
    } catch (NoSuchFileException e) {
      return new TreeSet<>();
    }
    return values.map(DamageMark::offsetsOf).orElseGet(TreeSet::new);
  }

  private static SortedSet<Long> offsetsOf(Map<String, String> values) {
    String text = values.getOrDefault(OFFSETS, "");
    return text.isEmpty()
        ? new TreeSet<>()
        : Arrays.stream(text.split(SEPARATOR, -1))
            .map(Long::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  static void clear(LogDirectory directory) throws IOException {
    if (directory.storage().exists(path(directory))) {
      directory.storage().delete(path(directory));
      directory.storage().syncDirectory(directory.path());
    }
  }

  private static Path path(LogDirectory directory) {
    return directory.path().resolve(FILE);
  }
}
