package io.tukki.persistence.log;

import io.tukki.core.record.StoredBatchHeader;

/** Is shown the headers of successive batches. */
@FunctionalInterface
public interface HeaderVisitor {

  /**
   * @param ordinal the batch's number in its log, from 1
   * @return whether to go on
   */
  boolean visit(long ordinal, StoredBatchHeader header);
}
