package io.tukki.chaos.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers by index, zero where none was set. Dense stretches cost eight bytes each, a wild index no
 * more than one page: an absurd offset is something to report, not to run out of memory by.
 */
final class LongTable {

  private static final int PAGE_BITS = 12;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final long[] EMPTY_PAGE = new long[PAGE_SIZE];

  private final Map<Long, long[]> pages = new HashMap<>();
  private long lastPageNumber;
  private long[] lastPage = EMPTY_PAGE;

  long get(long index) {
    return page(index)[(int) (index & (PAGE_SIZE - 1))];
  }

  void set(long index, long value) {
    lastPageNumber = index >>> PAGE_BITS;
    lastPage = pages.computeIfAbsent(lastPageNumber, number -> new long[PAGE_SIZE]);
    lastPage[(int) (index & (PAGE_SIZE - 1))] = value;
  }

  private long[] page(long index) {
    long number = index >>> PAGE_BITS;
    if (number != lastPageNumber) {
      lastPageNumber = number;
      lastPage = pages.getOrDefault(number, EMPTY_PAGE);
    }
    return lastPage;
  }

  @FunctionalInterface
  interface Visitor {
    void visit(long index, long value);
  }

  /** Visits what was set to other than zero, by rising index. */
  void forEach(Visitor visitor) {
    long[] numbers = pages.keySet().stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(numbers);
    for (long number : numbers) {
      long[] page = page(number << PAGE_BITS);
      for (int i = 0; i < PAGE_SIZE; i++) {
        if (page[i] != 0) {
          visitor.visit((number << PAGE_BITS) + i, page[i]);
        }
      }
    }
  }
}
