package io.tukki.clusterconfig.cli.client;

import java.util.SortedMap;
import java.util.TreeMap;

/** What has been stored of an upload so far. Not thread-safe. */
public final class UploadTally {

  private long stored;
  private final SortedMap<Integer, Long> byPartition = new TreeMap<>();

  void stored(int partition, long records) {
    stored += records;
    byPartition.merge(partition, records, Long::sum);
  }

  public long stored() {
    return stored;
  }

  /** How many went to which partition. */
  public SortedMap<Integer, Long> byPartition() {
    return new TreeMap<>(byPartition);
  }
}
