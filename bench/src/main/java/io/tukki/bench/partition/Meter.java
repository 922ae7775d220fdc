package io.tukki.bench.partition;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the whole process spends between start and stop. */
final class Meter {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long startNanos = System.nanoTime();
  private final long startCpuNanos = SYSTEM.getProcessCpuTime();
  private final long startAllocatedBytes = THREADS.getTotalThreadAllocatedBytes();

  /**
   * @param appends done since the start
   * @param appendBytes the size of each
   */
  Figures stop(long appends, int appendBytes) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - startCpuNanos) / 1e9;
    long allocatedBytes = THREADS.getTotalThreadAllocatedBytes() - startAllocatedBytes;
    double gigabytes = (double) appends * appendBytes / 1e9;
    return new Figures(
        appends / seconds,
        gigabytes * 1e3 / seconds,
        cpuSeconds / gigabytes,
        cpuSeconds * 1e6 / appends,
        (double) allocatedBytes / appends);
  }

  /** One line of the table. */
  record Figures(
      double appendsPerSecond,
      double megabytesPerSecond,
      double cpuSecondsPerGigabyte,
      double cpuMicrosPerAppend,
      double allocatedBytesPerAppend) {

    static final String HEADER =
        "%-26s %8s %6s %9s %12s %9s %9s %11s %12s"
            .formatted(
                "path",
                "acks",
                "KB",
                "in flight",
                "appends/s",
                "MB/s",
                "CPU-s/GB",
                "CPU us/app",
                "alloc B/app");

    String line(String path, String acks, int appendBytes, int inFlight) {
      return "%-26s %8s %6d %9d %,12.0f %,9.0f %9.2f %11.2f %,12.0f"
          .formatted(
              path,
              acks,
              appendBytes / 1024,
              inFlight,
              appendsPerSecond,
              megabytesPerSecond,
              cpuSecondsPerGigabyte,
              cpuMicrosPerAppend,
              allocatedBytesPerAppend);
    }
  }
}
