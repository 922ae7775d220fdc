package io.tukki.api.http.record;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one record may look like; how large it may be as a whole is its topic's affair.
 *
 * @param maxHeaderBytes of all names and values together
 */
public record RecordLimits(int maxKeyBytes, int maxHeaders, int maxHeaderBytes) {

  Optional<Problem> check(@Nullable ByteBuffer key, List<RecordHeader> headers) {
    if (key != null && key.remaining() > maxKeyBytes) {
      return Optional.of(
          tooLarge("A key may be %d bytes long, not %d.".formatted(maxKeyBytes, key.remaining())));
    }
    return headers.isEmpty() ? Optional.empty() : check(headers);
  }

  private Optional<Problem> check(List<RecordHeader> headers) {
    if (headers.size() > maxHeaders) {
      return Optional.of(
          tooLarge("A record may have %d headers, not %d.".formatted(maxHeaders, headers.size())));
    }
    long bytes = 0;
    for (RecordHeader header : headers) {
      ByteBuffer value = header.value();
      bytes +=
          header.key().getBytes(StandardCharsets.UTF_8).length
              + (value == null ? 0 : value.remaining());
    }
    return bytes <= maxHeaderBytes
        ? Optional.empty()
        : Optional.of(
            tooLarge(
                "A record's headers may be %d bytes long together, not %d."
                    .formatted(maxHeaderBytes, bytes)));
  }

  private static Problem tooLarge(String detail) {
    return Problem.of(ProblemCode.INVALID_FIELD, detail);
  }
}
