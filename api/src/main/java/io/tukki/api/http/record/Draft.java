package io.tukki.api.http.record;

import io.tukki.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A record that a client wants stored.
 *
 * @param line where in the body it stood, from 1
 * @param partition where the client wants it; else its key decides
 * @param timestampMs the client's, or the time of the request
 */
record Draft(
    long line,
    OptionalInt partition,
    long timestampMs,
    @Nullable ByteBuffer key,
    @Nullable ByteBuffer value,
    List<RecordHeader> headers) {}
