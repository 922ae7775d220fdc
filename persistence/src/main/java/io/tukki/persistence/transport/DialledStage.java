package io.tukki.persistence.transport;

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
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The dialling end of a connection: says hello, and once it is welcomed empties the {@link Outbox}
 * as fast as the socket takes it. What comes in is a sign of life and nothing else.
 */
final class DialledStage extends GraphStage<FlowShape<ByteString, ByteString>> {

  private static final String CHECK = "check";
  private static final String GREETING_TIMEOUT = "greeting-timeout";

  private final Inlet<ByteString> in = Inlet.create("dialled.in");
  private final Outlet<ByteString> out = Outlet.create("dialled.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

  private final Handshake.Hello hello;
  private final Outbox outbox;
  private final Conversation conversation;
  private final TransportSettings.Patience patience;

  DialledStage(
      Handshake.Hello hello,
      Outbox outbox,
      Conversation conversation,
      TransportSettings.Patience patience) {
    this.hello = hello;
    this.outbox = outbox;
    this.conversation = conversation;
    this.patience = patience;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {

    private final Frames frames = new Frames();
    private final ByteBuffer answer = ByteBuffer.allocate(Handshake.ANSWER_BYTES);
    private final LifeSigns lifeSigns =
        new LifeSigns(patience.silence(), patience.betweenPings(), System.nanoTime());
    private final AsyncCallback<Boolean> wake = createAsyncCallback(ignored -> writeIfPossible());

    private Throwable cause = new EOFException("it was closed by the other side");
    private boolean greeted;
    private boolean welcomed;
    private boolean pingDue;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              heard(grab(in));
              if (!isClosed(in)) {
                pull(in);
              }
            }

            @Override
            public void onPull() {
              writeIfPossible();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              fail(failure);
            }

            @Override
            public void onDownstreamFinish(Throwable failure) {
              // This is how a failed handshake of TLS shows here, whose cause comes too late.
              fail(
                  failure instanceof SubscriptionWithCancelException.NonFailureCancellation
                      ? new EOFException(
                          "it was closed; one side may not believe the other's certificate, where"
                              + " tukki.cluster.tls is set")
                      : failure);
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
      scheduleOnce(GREETING_TIMEOUT, patience.connect());
      Duration interval = patience.betweenPings();
      scheduleWithFixedDelay(CHECK, interval, interval);
    }

    private void heard(ByteString bytes) {
      lifeSigns.heard(System.nanoTime());
      if (!welcomed) {
        for (ByteBuffer part : bytes.getByteBuffers()) {
          while (part.hasRemaining() && answer.hasRemaining()) {
            answer.put(part.get());
          }
        }
        if (!answer.hasRemaining()) {
          answered();
        }
      }
    }

    private void answered() {
      try {
        Verdict verdict = Handshake.readAnswer(answer.flip());
        if (verdict != Verdict.WELCOME) {
          fail(new HandshakeException(verdict));
          return;
        }
      } catch (ProtocolException e) {
        fail(e);
        return;
      }
      welcomed = true;
      cancelTimer(GREETING_TIMEOUT);
      outbox.attach(() -> wake.invoke(true));
      conversation.welcomed();
      writeIfPossible();
    }

    private void writeIfPossible() {
      if (!isAvailable(out)) {
        return;
      }
      if (!greeted) {
        greeted = true;
        push(out, ByteString.fromArrayUnsafe(Handshake.hello(hello)));
      } else if (welcomed) {
        Optional<ByteString> next = outbox.take(frames);
        if (next.isPresent()) {
          push(out, next.get());
        } else if (pingDue) {
          pingDue = false;
          push(out, Frames.ping());
        }
      }
    }

    @Override
    public void onTimer(Object timer) {
      if (GREETING_TIMEOUT.equals(timer)) {
        fail(new TimeoutException("it did not answer in " + patience.connect()));
      } else if (!conversation.isWanted()) {
        fail(new TimeoutException("it is not needed any more"));
      } else if (welcomed && lifeSigns.hasCeased(System.nanoTime())) {
        fail(new TimeoutException("it was silent for " + patience.silence()));
      } else {
        pingDue = true;
        writeIfPossible();
      }
    }

    private void fail(Throwable failure) {
      cause = failure;
      failStage(failure);
    }

    @Override
    public void postStop() {
      conversation.ended(cause);
    }
  }
}
