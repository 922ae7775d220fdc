package io.tukki.core.record;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the records inside a batch are compressed; the ids are those of the batch format. */
public enum Compression {
  NONE(0, "none"),
  GZIP(1, "gzip"),
  SNAPPY(2, "snappy"),
  LZ4(3, "lz4"),
  ZSTD(4, "zstd");

  /** By id; {@link #values()} would copy itself for each batch. */
  private static final List<Optional<Compression>> BY_ID =
      Stream.of(values()).map(Optional::of).toList();

  private final int id;
  private final String label;

  Compression(int id, String label) {
    this.id = id;
    this.label = label;
  }

  /** The three low bits of a batch's attributes. */
  public int id() {
    return id;
  }

  /** The name as configurations write it. */
  public String label() {
    return label;
  }

  public static Optional<Compression> ofId(int id) {
    return id >= 0 && id < BY_ID.size() ? BY_ID.get(id) : Optional.empty();
  }

  public static Optional<Compression> ofLabel(String label) {
    for (Compression compression : values()) {
      if (compression.label.equals(label)) {
        return Optional.of(compression);
      }
    }
    return Optional.empty();
  }
}
