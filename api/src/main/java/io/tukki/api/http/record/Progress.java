package io.tukki.api.http.record;

import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.json.Shapes.RecordResult;
import io.tukki.api.http.json.Shapes.StoredRange;
import io.tukki.api.http.json.Shapes.UploadReport;
import io.tukki.api.http.problem.Refusals;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of the records of one request or of some lines of an upload. */
final class Progress {

  private Progress() {}

  /** A result for each draft, in their order. */
  static List<RecordResult> results(List<Draft> drafts, List<Sent> sent, Acks acks) {
    RecordResult[] results = new RecordResult[drafts.size()];
    for (Sent batch : sent) {
      for (int i = 0; i < batch.drafts().length; i++) {
        int index = batch.drafts()[i];
        results[index] = result(batch, i, drafts.get(index), acks);
      }
    }
    return Arrays.asList(results);
  }

  private static RecordResult result(Sent batch, int place, Draft draft, Acks acks) {
    Long line = draft.line();
    return switch (batch.result()) {
      case Result.Ok<AppendResult>(var appended) -> {
        @Nullable Long offset = acks == Acks.NONE ? null : appended.baseOffset() + place;
        long timestampMs = appended.appendTimeMs().orElse(draft.timestampMs());
        yield new RecordResult(line, batch.partition(), offset, timestampMs, null);
      }
      case Result.Refused<AppendResult>(var refusal) ->
          new RecordResult(
              line, batch.partition(), null, null, ProblemBody.of(Refusals.toProblem(refusal)));
    };
  }

  static UploadReport report(
      long firstLine,
      long lastLine,
      List<Draft> drafts,
      List<Sent> sent,
      SendOptions options,
      boolean each) {
    List<RecordResult> refused = new ArrayList<>();
    TreeMap<Integer, StoredRange> ranges = new TreeMap<>();
    for (Sent batch : sent) {
      switch (batch.result()) {
        case Result.Ok<AppendResult>(var appended) ->
            ranges.merge(
                batch.partition(), range(batch, appended, options.acks()), Progress::together);
        case Result.Refused<AppendResult> no -> {
          for (int i = 0; i < batch.drafts().length; i++) {
            refused.add(result(batch, i, drafts.get(batch.drafts()[i]), options.acks()));
          }
        }
      }
    }
    return new UploadReport(
        firstLine,
        lastLine,
        ranges.values().stream().mapToLong(StoredRange::records).sum(),
        List.copyOf(ranges.values()),
        each ? results(drafts, sent, options.acks()) : null,
        refused.isEmpty() ? null : refused);
  }

  private static StoredRange range(Sent batch, AppendResult appended, Acks acks) {
    int count = batch.drafts().length;
    return acks == Acks.NONE
        ? new StoredRange(batch.partition(), count, null, null)
        : new StoredRange(
            batch.partition(), count, appended.baseOffset(), appended.baseOffset() + count - 1);
  }

  /** Two ranges of a partition, the earlier one first; others may have written in between. */
  private static StoredRange together(StoredRange earlier, StoredRange later) {
    return new StoredRange(
        earlier.partition(),
        earlier.records() + later.records(),
        earlier.firstOffset(),
        later.lastOffset());
  }

  /** Two reports as one, where the client did not read the first in time. */
  static UploadReport merged(UploadReport earlier, UploadReport later) {
    TreeMap<Integer, StoredRange> ranges = new TreeMap<>();
    for (UploadReport report : List.of(earlier, later)) {
      List<StoredRange> partitions = report.partitions();
      if (partitions != null) {
        partitions.forEach(range -> ranges.merge(range.partition(), range, Progress::together));
      }
    }
    return new UploadReport(
        earlier.firstLine(),
        later.lastLine(),
        earlier.stored() + later.stored(),
        List.copyOf(ranges.values()),
        null,
        joined(earlier.refused(), later.refused()));
  }

  private static @Nullable List<RecordResult> joined(
      @Nullable List<RecordResult> earlier, @Nullable List<RecordResult> later) {
    if (earlier == null || later == null) {
      return earlier == null ? later : earlier;
    }
    List<RecordResult> all = new ArrayList<>(earlier);
    all.addAll(later);
    return all;
  }
}
