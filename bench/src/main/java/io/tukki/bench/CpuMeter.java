package io.tukki.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Says what a stretch of work cost the process: CPU time says more than rates where a machine has
 * other things to do.
 */
final class CpuMeter {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_GB = 1e9;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private long bytes;
  private long startCpuNanos;
  private long startNanos;

  void start() {
    bytes = 0;
    startCpuNanos = process.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  void add(long moreBytes) {
    bytes += moreBytes;
  }

  void report() {
    double cpuSeconds = (process.getProcessCpuTime() - startCpuNanos) / NANOS_PER_SECOND;
    double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    double gb = bytes / BYTES_PER_GB;
    System.out.printf("[%.2f GB/s, %.2f CPU-s/GB] ", gb / seconds, cpuSeconds / gb);
  }
}
