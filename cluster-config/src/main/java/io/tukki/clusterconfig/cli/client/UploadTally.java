package io.tukki.clusterconfig.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has become of an upload's records so far. Not thread-safe. */
public final class UploadTally {

  /** More than this many reasons are counted and not kept. */
  private static final int MAX_REASONS = 10;

  private long stored;
  private long refused;
  private final List<String> reasons = new ArrayList<>();
  private final SortedMap<Integer, Long> byPartition = new TreeMap<>();

  void stored(int partition, long records) {
    byPartition.merge(partition, records, Long::sum);
  }

  void stored(long records) {
    stored += records;
  }

  void refused(long recordNumber, String detail) {
    refused++;
    if (reasons.size() < MAX_REASONS) {
      reasons.add("record %,d: %s".formatted(recordNumber, detail));
    }
  }

  public long stored() {
    return stored;
  }

  public long refused() {
    return refused;
  }

  /** Why the first few were refused, by their number in the input. */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /** How many went to which partition. */
  public SortedMap<Integer, Long> byPartition() {
    return new TreeMap<>(byPartition);
  }
}
