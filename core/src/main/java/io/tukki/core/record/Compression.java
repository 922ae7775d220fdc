package io.tukki.core.record;

import java.util.Optional;

/** How the records inside a batch are compressed; the ids are those of the batch format. */
public enum Compression {
  NONE(0, "none"),
  GZIP(1, "gzip"),
  SNAPPY(2, "snappy"),
  LZ4(3, "lz4"),
  ZSTD(4, "zstd");

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
    return id >= 0 && id < values().length ? Optional.of(values()[id]) : Optional.empty();
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
