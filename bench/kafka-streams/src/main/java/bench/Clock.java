package bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts events; notes wall and CPU time of the process half way, when the compilers have done their work. */
final class Clock {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long events;
  private final AtomicLong count = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long halfAt;
  private volatile long halfCpu;
  private volatile long endAt;
  private volatile long endCpu;

  Clock(long events) {
    this.events = events;
  }

  void count() {
    long now = count.incrementAndGet();
    if (now == events / 2) {
      halfAt = System.nanoTime();
      halfCpu = SYSTEM.getProcessCpuTime();
    } else if (now == events) {
      endAt = System.nanoTime();
      endCpu = SYSTEM.getProcessCpuTime();
      done.countDown();
    }
  }

  long counted() {
    return count.get();
  }

  void await() throws InterruptedException {
    done.await();
  }

  /** The last line of a contestant: what the second half of the events took. */
  String told() throws IOException {
    return String.format(
        java.util.Locale.ROOT,
        "{\"events\": %d, \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"memory\": %.1f}",
        events - events / 2, (endAt - halfAt) / 1e9, (endCpu - halfCpu) / 1e9, memory());
  }

  private static double memory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return 0;
  }
}
