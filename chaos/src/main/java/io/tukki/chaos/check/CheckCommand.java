package io.tukki.chaos.check;

import io.tukki.chaos.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Judges history files again: {@code chaos/check.sh [--dump] FILE...}. */
public final class CheckCommand {

  /** 20 million records take some 500 MB. */
  public static final long MAX_RECORDS_AT_ONCE = 20_000_000;

  private CheckCommand() {}

  public static void main(String[] arguments) throws IOException {
    boolean dump = Arrays.asList(arguments).contains("--dump");
    List<Path> files =
        Arrays.stream(arguments)
            .filter(argument -> !argument.equals("--dump"))
            .map(Path::of)
            .toList();
    HistoryReader history = new HistoryReader(files);
    if (dump) {
      history.replay(System.out::println);
      return;
    }
    Verdict verdict = new Checker(MAX_RECORDS_AT_ONCE).check(history);
    System.out.print(verdict.toText());
    System.exit(verdict.isClean() ? 0 : 1);
  }
}
