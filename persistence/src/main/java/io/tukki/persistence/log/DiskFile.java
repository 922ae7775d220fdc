package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file on the real disk.
 *
 * <p>The channel underneath closes itself when a thread that uses it is interrupted, for every
 * other thread too. One reader's interrupt must not take a log down, so the file is opened again
 * and the call repeated: all calls name their position, so doing one twice does no harm.
 */
final class DiskFile implements StorageFile {

  private final Path path;
  private final boolean writable;
  private volatile FileChannel channel;
  private volatile boolean closed;

  DiskFile(Path path, FileChannel channel, boolean writable) {
    this.path = path;
    this.channel = channel;
    this.writable = writable;
  }

  @FunctionalInterface
  private interface Call {
    long on(FileChannel channel) throws IOException;
  }

  @Override
  public long write(long position, ByteBuffer[] sources, int first, int count) throws IOException {
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = sources[first + i].position();
    }
    return uninterrupted(
        open -> {
          for (int i = 0; i < count; i++) {
            sources[first + i].position(starts[i]);
          }
          return writeOnce(open, position, sources, first, count);
        });
  }

  private static long writeOnce(
      FileChannel open, long position, ByteBuffer[] sources, int first, int count)
      throws IOException {
    if (count == 1) {
      return open.write(sources[first], position);
    }
    if (open.position() != position) {
      open.position(position);
    }
    return open.write(sources, first, count);
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int start = target.position();
    return (int) uninterrupted(open -> Math.max(0, open.read(target.position(start), position)));
  }

  @Override
  public long size() throws IOException {
    return uninterrupted(FileChannel::size);
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    uninterrupted(open -> open.truncate(sizeBytes).position());
  }

  @Override
  public void force() throws IOException {
    // Without the modification time: the length is written either way.
    uninterrupted(
        open -> {
          open.force(false);
          return 0;
        });
  }

  @Override
  public long transferTo(long position, long countBytes, WritableByteChannel target)
      throws IOException {
    // Not repeated: the interrupt may be meant for the target, and bytes may have gone.
    try {
      return channel.transferTo(position, countBytes, target);
    } catch (ClosedChannelException e) {
      if (!closed && !channel.isOpen()) {
        reopen();
      }
      throw e;
    }
  }

  private long uninterrupted(Call call) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        FileChannel open = channel;
        try {
          return call.on(open);
        } catch (ClosedByInterruptException e) {
          interrupted = Thread.interrupted() || interrupted;
          reopen();
        } catch (ClosedChannelException e) {
          if (closed) {
            throw e;
          }
          reopen();
        }
      }
    } catch (IOException e) {
      throw tellIfFull(path, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void reopen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (!channel.isOpen()) {
      channel =
          FileChannel.open(
              path,
              writable
                  ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                  : Set.of(StandardOpenOption.READ));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }

  /** The platform tells a full device apart from other failures by the message alone. */
  static IOException tellIfFull(Path path, IOException e) {
    String message = String.valueOf(e.getMessage());
    boolean full =
        message.contains("No space left on device")
            || message.contains("Disk quota exceeded")
            || message.contains("not enough space on the disk");
    return full ? new StorageFullException("no room left on the device of " + path, e) : e;
  }
}
