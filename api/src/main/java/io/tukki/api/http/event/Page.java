package io.tukki.api.http.event;

import io.tukki.api.http.problem.Problem;
import io.tukki.core.record.Record;
import java.util.List;

/** What a look at one partition brought. */
sealed interface Page {

  int partition();

  /** Where to look next. */
  long nextOffset();

  /** Records, perhaps none. */
  record Records(int partition, List<Record> records, long nextOffset) implements Page {}

  /** The records in between were deleted before they were read. */
  record Missing(int partition, long from, long nextOffset) implements Page {}

  /** It does not go on here; trying again later would not help. */
  record Broken(int partition, Problem problem, long nextOffset) implements Page {}
}
