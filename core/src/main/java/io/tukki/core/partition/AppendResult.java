package io.tukki.core.partition;

import java.util.OptionalLong;

/**
 * Where a batch went.
 *
 * @param baseOffset the offset of its first record
 * @param appendTimeMs the leader's time, where the topic has {@code LogAppendTime}
 * @param logStartOffset the first offset that the partition holds
 * @param duplicate true where the batch was stored by an earlier attempt, at this same offset
 */
public record AppendResult(
    long baseOffset, OptionalLong appendTimeMs, long logStartOffset, boolean duplicate) {}
