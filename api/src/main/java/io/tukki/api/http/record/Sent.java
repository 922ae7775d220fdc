package io.tukki.api.http.record;

import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Optional;

/**
 * What became of one batch.
 *
 * @param drafts which of the request's drafts are in it, by index, in the order of their offsets
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Sents are never compared, and there is one number per record.
record Sent(int partition, int[] drafts, Result<AppendResult> result) {

  Optional<Refusal> refusal() {
    return result instanceof Result.Refused<AppendResult>(var refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }
}
