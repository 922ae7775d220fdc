package io.tukki.chaos.check;

import java.util.BitSet;

/** In which hundredths of a second there were acknowledgements. */
final class AckTimes {

  private static final long BUCKET_US = 10_000;

  private final BitSet buckets = new BitSet();

  void add(long sinceBeginUs) {
    if (sinceBeginUs >= 0) {
      buckets.set((int) Math.min(sinceBeginUs / BUCKET_US, Integer.MAX_VALUE - 1));
    }
  }

  /** A stretch without any. */
  record Gap(double startSeconds, double seconds) {}

  /** The longest one from the first acknowledgement to the given time. */
  Gap longestGap(long untilUs) {
    int longest = 0;
    int start = 0;
    int at = buckets.nextSetBit(0);
    int end = (int) (untilUs / BUCKET_US);
    while (at >= 0 && at < end) {
      int next = buckets.nextSetBit(at + 1);
      int gap = (next < 0 ? end : Math.min(next, end)) - at - 1;
      if (gap > longest) {
        longest = gap;
        start = at;
      }
      at = next;
    }
    return new Gap(start * BUCKET_US / 1e6, longest * BUCKET_US / 1e6);
  }
}
