package io.tukki.core.partition;

import io.tukki.core.result.Refusal;
import java.util.OptionalLong;

/** What becomes of one append. */
public sealed interface Verdict {

  /**
   * It has a place in the log: this round's, or that of an earlier attempt.
   *
   * @param nextOffset it is committed once the high watermark is here
   * @param appendTimeMs the leader's time, where the topic has {@code LogAppendTime}
   */
  record Placed(long baseOffset, long nextOffset, OptionalLong appendTimeMs, boolean duplicate)
      implements Verdict {

    public AppendResult answer(long logStartOffset) {
      return new AppendResult(baseOffset, appendTimeMs, logStartOffset, duplicate);
    }
  }

  /** It is not stored. */
  record Denied(Refusal refusal) implements Verdict {}
}
