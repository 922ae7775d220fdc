package io.tukki.persistence.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies in a log's directory.
 *
 * @param segments files of records, by base offset
 * @param unfinished replacements that never took place
 * @param indexes base offsets of index files, whether or not they have a segment
 */
record LogFiles(List<SegmentEntry> segments, List<String> unfinished, List<Long> indexes) {

  record SegmentEntry(long baseOffset, long sizeBytes) {
    String name() {
      return SegmentName.of(baseOffset, SegmentName.LOG);
    }
  }

  /**
   * An index that outlived its segment must not be taken for that of a later one of the same name.
   */
  Stream<Long> orphanedIndexes() {
    Set<Long> segmentBases =
        segments.stream().map(SegmentEntry::baseOffset).collect(Collectors.toSet());
    return indexes.stream().filter(baseOffset -> !segmentBases.contains(baseOffset));
  }

  static LogFiles list(LogDirectory directory) throws IOException {
    List<SegmentEntry> segments = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    List<Long> indexes = new ArrayList<>();
    for (Storage.Entry entry : directory.storage().list(directory.path())) {
      String name = entry.name();
      OptionalLong baseOffset = SegmentName.baseOffsetOf(name);
      if (baseOffset.isPresent()) {
        segments.add(new SegmentEntry(baseOffset.getAsLong(), entry.sizeBytes()));
      } else if (name.endsWith(SmallFile.UNFINISHED)) {
        unfinished.add(name);
      } else if (name.endsWith(SegmentName.INDEX)) {
        SegmentName.baseOffsetOf(name.replace(SegmentName.INDEX, SegmentName.LOG))
            .ifPresent(indexes::add);
      }
    }
    segments.sort(Comparator.comparingLong(SegmentEntry::baseOffset));
    return new LogFiles(segments, unfinished, indexes);
  }
}
