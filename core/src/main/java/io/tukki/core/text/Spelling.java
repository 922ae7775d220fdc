package io.tukki.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class Spelling {

  /** More slips of the finger than this make another word. */
  private static final int MAX_DISTANCE = 4;

  private Spelling() {}

  /** The known word that fewest edits make of this one, unless that would be most of the word. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    int bound = Math.min(MAX_DISTANCE, word.length() / 2);
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= bound)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance, row by row. */
  static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}
