package io.tukki.persistence.log;

/**
 * The bound on what segments that are not written to hold on to: descriptors and loaded indexes.
 */
public final class OpenSegments {

  private final int maxOpenFiles;
  private final long maxIndexBytes;

  public OpenSegments(int maxOpenFiles, long maxIndexBytes) {
    this.maxOpenFiles = maxOpenFiles;
    this.maxIndexBytes = maxIndexBytes;
  }

  public static OpenSegments withDefaults() {
    return new OpenSegments(2_000, 64L << 20);
  }

  int maxOpenFiles() {
    return maxOpenFiles;
  }

  long maxIndexBytes() {
    return maxIndexBytes;
  }
}
