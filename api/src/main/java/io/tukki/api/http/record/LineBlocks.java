package io.tukki.api.http.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Cuts an upload into blocks of whole lines. While whoever is downstream is idle, lines go on as
 * they come; while it is busy they pile up, to go on as one larger block, and past a bound the
 * client is held back. So a trickle is stored at once and a flood in large batches, with no timer.
 */
final class LineBlocks extends GraphStage<FlowShape<ByteString, LineBlocks.Block>> {

  /** A piece of an upload. */
  sealed interface Block {

    /** Whole lines; the last one of an upload may lack its line feed. */
    record Text(ByteBuffer bytes) implements Block {}

    /** The line at which the upload has arrived is longer than lines may be. */
    record Overlong(int maxLineBytes) implements Block {}

    /** The upload ended by a failure, in the middle of the line at which it has arrived. */
    record BrokenOff(String why) implements Block {}
  }

  private final Inlet<ByteString> in = Inlet.create("LineBlocks.in");
  private final Outlet<Block> out = Outlet.create("LineBlocks.out");
  private final ProduceSettings settings;
  private final long maxDrainBytes;
  private final BooleanSupplier unwanted;

  /**
   * @param unwanted once true, the rest of the upload is read and forgotten, so that a client that
   *     reads only when it has sent everything gets its answer
   * @param maxDrainBytes but no more of it than this; then it is cut off
   */
  LineBlocks(ProduceSettings settings, long maxDrainBytes, BooleanSupplier unwanted) {
    this.settings = settings;
    this.maxDrainBytes = maxDrainBytes;
    this.unwanted = unwanted;
  }

  @Override
  public FlowShape<ByteString, Block> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private byte[] buffer = new byte[0];
    private int filled;

    /** Up to and including the last line feed; 0 where there is none. */
    private int wholeLines;

    private long drained;
    private boolean overlong;
    private Optional<String> failure = Optional.empty();

    Logic() {
      super(LineBlocks.this.shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              take(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              finishIfDone();
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              failure = Optional.of(String.valueOf(cause.getMessage()));
              finishIfDone();
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              advance();
            }
          });
    }

    private void take(ByteString piece) {
      if (unwanted.getAsBoolean() || overlong) {
        drained += piece.size();
        if (drained > maxDrainBytes) {
          completeStage();
        } else {
          pull(in);
        }
        return;
      }
      append(piece);
      advance();
    }

    private void append(ByteString piece) {
      ByteBuffer bytes = piece.asByteBuffer();
      int from = filled;
      int needed = Math.addExact(filled, bytes.remaining());
      if (needed > buffer.length) {
        // A first piece fits exactly; only what piles up is worth room for more.
        int room = Math.min(2 * buffer.length, settings.chunkBytes());
        buffer = Arrays.copyOf(buffer, Math.max(needed, room));
      }
      bytes.get(buffer, filled, bytes.remaining());
      filled = needed;
      for (int i = filled - 1; i >= from; i--) {
        if (buffer[i] == '\n') {
          wholeLines = i + 1;
          break;
        }
      }
    }

    private void advance() {
      if (unwanted.getAsBoolean()) {
        filled = 0;
        wholeLines = 0;
      }
      if (isAvailable(out) && wholeLines > 0) {
        pushLines(wholeLines);
      } else if (isAvailable(out) && filled > settings.maxLineBytes() && !overlong) {
        overlong = true;
        filled = 0;
        push(out, new Block.Overlong(settings.maxLineBytes()));
      }
      finishIfDone();
      boolean room =
          filled < settings.chunkBytes() || (wholeLines == 0 && filled <= settings.maxLineBytes());
      if (room && !isClosed(in) && !hasBeenPulled(in)) {
        pull(in);
      }
    }

    private void pushLines(int length) {
      byte[] block = buffer;
      buffer = Arrays.copyOfRange(block, length, Math.max(length, filled));
      filled -= length;
      wholeLines = 0;
      push(out, new Block.Text(ByteBuffer.wrap(block, 0, length)));
    }

    /**
     * What is left at the end: lines, then the last one if it lacks its line feed, then the
     * failure.
     */
    private void finishIfDone() {
      if (!isClosed(in)) {
        return;
      }
      boolean nothingLeft = filled == 0 || overlong || unwanted.getAsBoolean();
      if (nothingLeft && failure.isEmpty()) {
        completeStage();
      } else if (isAvailable(out)) {
        if (wholeLines > 0) {
          pushLines(wholeLines);
        } else if (failure.isPresent()) {
          push(out, new Block.BrokenOff(failure.get()));
          completeStage();
        } else {
          pushLines(filled);
          completeStage();
        }
      }
    }
  }
}
