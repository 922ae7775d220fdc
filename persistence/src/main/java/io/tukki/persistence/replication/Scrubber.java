package io.tukki.persistence.replication;

import io.tukki.persistence.log.LogInspector;
import io.tukki.persistence.log.LogInspector.SegmentFileInfo;
import io.tukki.persistence.log.Scrub;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what was written long ago, slowly, on a thread of its own: the closed segments of every log
 * of the directory in turn, whether or not the log is open. It reads the files beside the logs and
 * holds none of them up; what it finds is looked at again where the log is, since a segment may
 * have been cut meanwhile.
 */
final class Scrubber implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

  private final Node node;
  private final LogFiles files;
  private final ScrubPlace place;
  private final BiConsumer<String, Long> suspect;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param suspect is told of a directory's name and the offset that seems to be damaged
   */
  Scrubber(Node node, LogFiles files, ScrubPlace place, BiConsumer<String, Long> suspect) {
    this.node = node;
    this.files = files;
    this.place = place;
    this.suspect = suspect;
  }

  void start() {
    if (settings().scrubBytesPerSecond() > 0) {
      Thread thread = new Thread(this::run, "tukki-scrub");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private StoreSettings.Care settings() {
    return node.settings().care();
  }

  private void run() {
    try {
      pause(TimeUnit.NANOSECONDS.convert(settings().scrubDelay()));
      while (true) {
        pause(TimeUnit.MILLISECONDS.toNanos(place.untilNextPassMs(node.nowMs())));
        pass();
      }
    } catch (InterruptedIOException e) {
      LOG.debug("The scrub ends with the storage");
    } catch (RuntimeException e) {
      LOG.error("The scrub of old segments has failed and ends", e);
    }
  }

  /** Every log once, from where the last one stopped. */
  private void pass() throws InterruptedIOException {
    String from = place.begin(node.nowMs());
    Iterator<String> names = namesFrom(from).iterator();
    while (names.hasNext()) {
      String name = names.next();
      if (scrub(name)) {
        place.reached(name);
      }
    }
    place.end();
  }

  private List<String> namesFrom(String first) {
    try (Stream<String> names = files.logNames()) {
      return names.filter(name -> name.compareTo(first) > 0).sorted().toList();
    } catch (IOException e) {
      LOG.warn("The logs to scrub could not be listed", e);
      return List.of();
    }
  }

  /**
   * @return whether anything was read
   */
  private boolean scrub(String name) throws InterruptedIOException {
    Path directory = files.directoryOf(name);
    try {
      List<SegmentFileInfo> segments = new LogInspector(node.storage(), directory).segments();
      for (int i = 0; i + 1 < segments.size(); i++) {
        Scrub.Finding finding =
            new Scrub(node.storage(), directory, this::pace)
                .check(segments.get(i), segments.get(i + 1).baseOffset());
        if (finding instanceof Scrub.Finding.Damaged(long offset, String what)) {
          LOG.warn("The scrub found '{}' damaged: {}", name, what);
          suspect.accept(name, offset);
          // The rest is fetched anew, or the log is closed.
          return true;
        }
      }
      return segments.size() > 1;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // Deleted meanwhile, or cut; or the device cannot read it, which whoever needs it will meet.
      LOG.debug("'{}' could not be scrubbed", name, e);
      return false;
    }
  }

  private void pace(int bytes) throws InterruptedIOException {
    node.repairs().scrubbed(bytes);
    pause(TimeUnit.SECONDS.toNanos(1) * bytes / settings().scrubBytesPerSecond());
  }

  private void pause(long nanos) throws InterruptedIOException {
    boolean closed;
    try {
      closed = closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
    if (closed) {
      throw new InterruptedIOException("the storage is closed");
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
