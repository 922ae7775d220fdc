package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.replica.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connects stores of one process, as badly as a test asks for. */
final class Network implements AutoCloseable {

  private record Link(ReplicaId from, ReplicaId to) {}

  private final Map<ReplicaId, Transport.Receiver> receivers = new ConcurrentHashMap<>();
  private final Set<Link> cut = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService carrier = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger messages = new AtomicInteger();
  private volatile double lossRate;
  private volatile Duration delay = Duration.ZERO;

  Transport transportOf(ReplicaId self) {
    return new Port(self);
  }

  /** From now on neither hears the other. */
  void cut(ReplicaId one, ReplicaId other) {
    cut.add(new Link(one, other));
    cut.add(new Link(other, one));
  }

  /** Everything works again. */
  void heal() {
    cut.clear();
    lossRate = 0;
    delay = Duration.ZERO;
  }

  void lose(double rate) {
    lossRate = rate;
  }

  void delay(Duration by) {
    delay = by;
  }

  /** Sent so far, node-level pings not counted. */
  int messages() {
    return messages.get();
  }

  private void carry(ReplicaId from, ReplicaId to, Runnable delivery) {
    boolean lost = lossRate > 0 && ThreadLocalRandom.current().nextDouble() < lossRate;
    if (!lost && !cut.contains(new Link(from, to)) && !carrier.isShutdown()) {
      var unused = carrier.schedule(delivery, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    carrier.shutdownNow();
  }

  private final class Port implements Transport {

    private final ReplicaId self;

    Port(ReplicaId self) {
      this.self = self;
    }

    @Override
    public void send(ReplicaId to, String log, Message message) {
      if (!log.isEmpty()) {
        messages.incrementAndGet();
      }
      carry(
          self,
          to,
          () -> {
            Receiver receiver = receivers.get(to);
            if (receiver != null) {
              receiver.received(self, log, message);
            }
          });
    }

    @Override
    public CompletionStage<Void> ship(
        ReplicaId to,
        String log,
        Message.Bulk header,
        long firstOrdinal,
        LogSlice batches,
        Priority priority) {
      messages.incrementAndGet();
      ByteBuffer copy = copyOf(batches);
      carry(
          self,
          to,
          () -> {
            Receiver receiver = receivers.get(to);
            if (receiver != null) {
              receiver.received(self, log, header, firstOrdinal, copy);
            }
          });
      return CompletableFuture.completedFuture(null);
    }

    private static ByteBuffer copyOf(LogSlice batches) {
      try (batches) {
        ByteBuffer bytes = batches.toByteBuffer();
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void deliverTo(Receiver receiver) {
      receivers.put(self, receiver);
    }

    @Override
    public void close() {
      receivers.remove(self);
    }
  }
}
