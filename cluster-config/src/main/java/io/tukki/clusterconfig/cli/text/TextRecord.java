package io.tukki.clusterconfig.cli.text;

import java.util.List;
import java.util.Optional;

/** A record as it was read from a partition. */
@SuppressWarnings(
    "ArrayRecordComponent") // A carrier from the network to the output, never compared.
public record TextRecord(
    String topic,
    int partition,
    long offset,
    long timestampMs,
    Optional<byte[]> key,
    Optional<byte[]> value,
    List<Header> headers) {

  public TextRecord {
    headers = List.copyOf(headers);
  }

  /** One header; a record may carry several of one name. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  public record Header(String name, Optional<byte[]> value) {}
}
