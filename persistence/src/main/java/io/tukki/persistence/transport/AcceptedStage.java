package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.transport.Handshake.Hello;
import io.tukki.persistence.transport.Handshake.Verdict;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The accepting end of a connection: hears who dials, answers, and hands on what comes. The socket
 * is read as fast as the receiver takes it.
 */
final class AcceptedStage extends GraphStage<FlowShape<ByteString, ByteString>> {

  private static final String CHECK = "check";
  private static final String GREETING_TIMEOUT = "greeting-timeout";
  private static final ByteString ALIVE = ByteString.fromArrayUnsafe(new byte[] {0});

  /** What becomes of an accepted connection. Called on its thread. */
  interface Guest {

    /** Who dialled is not wanted, or speaks no known language. */
    void refused(String why);

    void message(ReplicaId from, String log, Message message);

    void shipment(
        ReplicaId from, String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches);

    void snapshot(ReplicaId from, String log, ByteBuffer snapshot);

    /**
     * Called once, whatever happens.
     *
     * @param from empty where nobody had been welcomed
     */
    void ended(Optional<ReplicaId> from, Throwable cause);
  }

  private final Inlet<ByteString> in = Inlet.create("accepted.in");
  private final Outlet<ByteString> out = Outlet.create("accepted.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

  private final LinkIdentity here;
  private final TransportSettings settings;
  private final Counters counters;
  private final Guest guest;

  AcceptedStage(LinkIdentity here, TransportSettings settings, Counters counters, Guest guest) {
    this.here = here;
    this.settings = settings;
    this.counters = counters;
    this.guest = guest;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  /** Hands on what one replica says. */
  private record FromReplica(ReplicaId from, Guest guest, Runnable onPing)
      implements FrameParser.Sink {
    @Override
    public void message(String log, Message message) {
      guest.message(from, log, message);
    }

    @Override
    public void shipment(String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
      guest.shipment(from, log, header, firstOrdinal, batches);
    }

    @Override
    public void snapshot(String log, ByteBuffer snapshot) {
      guest.snapshot(from, log, snapshot);
    }

    @Override
    public void ping() {
      onPing.run();
    }
  }

  private final class Logic extends TimerGraphStageLogic {

    private final ByteBuffer hello = ByteBuffer.allocate(Handshake.HELLO_BYTES);
    private final LifeSigns lifeSigns =
        new LifeSigns(
            settings.patience().silence(), settings.patience().betweenPings(), System.nanoTime());

    private Throwable cause = new EOFException("it was closed by the other side");
    private ByteString toSay = ByteString.emptyByteString();
    private boolean refused;
    private @Nullable ReplicaId from;
    private @Nullable FrameParser parser;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              take(grab(in));
              if (!isClosed(in)) {
                pull(in);
              }
            }

            @Override
            public void onPull() {
              say();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              fail(failure);
            }

            @Override
            public void onDownstreamFinish(Throwable failure) {
              fail(failure);
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
      scheduleOnce(GREETING_TIMEOUT, settings.patience().connect());
      Duration interval = settings.patience().betweenPings();
      scheduleWithFixedDelay(CHECK, interval, interval);
    }

    private void take(ByteString bytes) {
      lifeSigns.heard(System.nanoTime());
      try {
        for (ByteBuffer part : bytes.getByteBuffers()) {
          take(part);
        }
      } catch (ProtocolException e) {
        guest.refused(String.valueOf(e.getMessage()));
        fail(e);
      }
    }

    private void take(ByteBuffer bytes) {
      while (hello.hasRemaining() && bytes.hasRemaining()) {
        hello.put(bytes.get());
        if (!hello.hasRemaining()) {
          greeted(Handshake.readHello(hello.flip().duplicate()));
          hello.position(hello.limit());
        }
      }
      if (parser != null) {
        parser.feed(bytes);
      }
    }

    private void greeted(Handshake.Heard heard) {
      switch (heard) {
        case Handshake.Heard.OtherVersion(int version) ->
            refuse(
                Verdict.WRONG_VERSION,
                "it speaks version %d, this node %d".formatted(version, Handshake.VERSION));
        case Handshake.Heard.Understood(Hello said) -> {
          Verdict verdict = Handshake.judge(said, here);
          switch (verdict) {
            case WELCOME -> welcome(said.sender());
            case WRONG_VERSION, WRONG_CLUSTER, WRONG_RECEIVER ->
                refuse(verdict, "%s: %s".formatted(verdict, said));
          }
        }
      }
    }

    private void welcome(ReplicaId sender) {
      from = sender;
      parser =
          new FrameParser(
              settings.frame(), counters, new FromReplica(sender, guest, () -> answer(ALIVE)));
      cancelTimer(GREETING_TIMEOUT);
      answer(ByteString.fromArrayUnsafe(Handshake.answer(Verdict.WELCOME)));
    }

    private void refuse(Verdict verdict, String why) {
      guest.refused(why);
      refused = true;
      answer(ByteString.fromArrayUnsafe(Handshake.answer(verdict)));
    }

    /** Signs of life that cannot leave yet are one. */
    private void answer(ByteString bytes) {
      if (toSay.isEmpty()) {
        toSay = bytes;
      }
      if (isAvailable(out)) {
        say();
      }
    }

    private void say() {
      if (!toSay.isEmpty()) {
        push(out, toSay);
        toSay = ByteString.emptyByteString();
        if (refused) {
          // Only this direction, so that the answer is not lost; the other side closes, or time is
          // up.
          complete(out);
        }
      }
    }

    @Override
    public void onTimer(Object timer) {
      if (GREETING_TIMEOUT.equals(timer)) {
        fail(new TimeoutException("it did not say who it is in " + settings.patience().connect()));
      } else if (lifeSigns.hasCeased(System.nanoTime())) {
        fail(new TimeoutException("it was silent for " + settings.patience().silence()));
      }
    }

    private void fail(Throwable failure) {
      cause = failure;
      failStage(failure);
    }

    @Override
    public void postStop() {
      guest.ended(Optional.ofNullable(from), cause);
    }
  }
}
