package io.tukki.bench;

import com.typesafe.config.ConfigFactory;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.Transport;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.LinkIdentity;
import io.tukki.persistence.transport.LinkObserver;
import io.tukki.persistence.transport.NodeAddresses;
import io.tukki.persistence.transport.TcpTransport;
import io.tukki.persistence.transport.TransportSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Shipments of one size from a file in the page cache to another node's memory, over the loopback,
 * with eight under way; and the same bytes over a bare blocking socket. Both ends are in this
 * process, so the CPU time is that of both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters first, then the setup.
public class TransportBenchmark {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 2));
  private static final ReplicaId SENDER = replica(1);
  private static final ReplicaId RECEIVER = replica(2);
  private static final int UNDER_WAY = 8;

  @Param({"16384", "131072", "1048576"})
  public int bytes;

  private final CpuMeter cpu = new CpuMeter();
  private final Semaphore mayShip = new Semaphore(UNDER_WAY);
  private final Message.Append header =
      new Message.Append(1, 1, 1, 0, List.of(), 0, LogStart.FIRST, 0);
  private Path path;
  private FileChannel file;
  private ActorSystem system;
  private TcpTransport sender;
  private TcpTransport receiver;
  private Socket bareSender;
  private OutputStream bare;

  private static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(0, node)));
  }

  @Setup
  public void start() throws Exception {
    path = Files.createTempFile("tukki-bench", "transport");
    file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    file.write(ByteBuffer.allocate(bytes));
    system =
        ActorSystem.create(
            "bench",
            ConfigFactory.parseString("pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.load()));
    receiver = start(RECEIVER, node -> Optional.empty());
    receiver.deliverTo(new Counting());
    sender = start(SENDER, node -> Optional.of(receiver.boundAddress()));
    startBareSocket();
  }

  private TcpTransport start(ReplicaId self, NodeAddresses addresses) throws Exception {
    return TcpTransport.start(
            system,
            new LinkIdentity(CLUSTER, self),
            InetSocketAddress.createUnresolved("127.0.0.1", 0),
            TransportSettings.from(system.settings().config()),
            new TcpTransport.Neighbourhood(addresses, LinkObserver.NONE, Optional.empty()))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private void startBareSocket() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bareSender = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      bare = bareSender.getOutputStream();
      Socket accepted = listener.accept();
      Thread.ofPlatform().daemon().start(() -> take(accepted));
    }
  }

  /** Each shipment into memory of its own, as the transport does. */
  private void take(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (in.readNBytes(bytes).length == bytes) {
        mayShip.release();
      }
    } catch (IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Setup(Level.Iteration)
  public void begin() {
    cpu.start();
  }

  @Benchmark
  public void transport() throws InterruptedException {
    mayShip.acquire();
    sender.ship(RECEIVER, "log", header, 1, new FileSlice(), Transport.Priority.LIVE);
    cpu.add(bytes);
  }

  @Benchmark
  public void bareSocket() throws InterruptedException, IOException {
    mayShip.acquire();
    bare.write(new FileSlice().toByteBuffer().array());
    cpu.add(bytes);
  }

  @TearDown(Level.Iteration)
  public void end() {
    cpu.report();
  }

  @TearDown
  public void stop() throws Exception {
    sender.close();
    receiver.close();
    bareSender.close();
    file.close();
    Files.delete(path);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Lets the next shipment go. */
  private final class Counting implements Transport.Receiver {
    @Override
    public void received(ReplicaId from, String log, Message message) {}

    @Override
    public void received(
        ReplicaId from, String log, Message.Bulk head, long firstOrdinal, ByteBuffer batches) {
      mayShip.release();
    }
  }

  /** The whole file. */
  private final class FileSlice implements LogSlice {
    @Override
    public int sizeBytes() {
      return bytes;
    }

    @Override
    public long nextOffset() {
      return 1;
    }

    @Override
    public long transferTo(long position, int maxBytes, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, maxBytes, target);
    }

    @Override
    public ByteBuffer toByteBuffer() throws IOException {
      ByteBuffer read = ByteBuffer.allocate(bytes);
      while (read.hasRemaining()) {
        file.read(read, read.position());
      }
      return read.flip();
    }

    @Override
    public void close() {}
  }
}
