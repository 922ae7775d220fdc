package io.tukki.clusterconfig.cli.client;

import io.tukki.clusterconfig.cli.text.TextRecord.Header;
import java.util.List;
import java.util.Optional;

/** A record on its way into a topic. */
@SuppressWarnings(
    "ArrayRecordComponent") // A carrier from the input to the network, never compared.
public record NewRecord(
    Optional<byte[]> key, byte[] value, List<Header> headers, Optional<Integer> partition) {

  public NewRecord {
    headers = List.copyOf(headers);
  }
}
