package io.tukki.clusterconfig.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in bytes, which notices when its reader is gone. {@link System#out} does not: it
 * swallows errors and would go on for ever.
 */
final class Output extends OutputStream {

  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream target;

  private Output(OutputStream target) {
    this.target = target;
  }

  static Output standard() {
    return new Output(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
  }

  @Override
  public void write(int value) {
    guard(() -> target.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    guard(() -> target.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    guard(target::flush);
  }

  /** Flushes; standard output stays open. */
  @Override
  public void close() {
    flush();
  }

  void line(String text) {
    guard(
        () -> {
          target.write(text.getBytes(StandardCharsets.UTF_8));
          target.write('\n');
        });
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void guard(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new BrokenPipe(e);
    }
  }
}
