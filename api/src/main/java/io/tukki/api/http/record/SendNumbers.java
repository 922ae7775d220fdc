package io.tukki.api.http.record;

import io.tukki.core.id.PartitionId;
import io.tukki.streams.producer.ProducerIds;
import io.tukki.streams.producer.ProducerIds.ProducerIdentity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.random.RandomGenerator;

/**
 * Numbers for batches that come over HTTP, whose clients have none, so that a batch which is sent
 * again inside, because its leader was lost, is stored once. A producer is lent to one batch at a
 * time, and goes on counting with the next: a partition remembers as many as it has had batches
 * under way at once, rather than one for each request. Thread-safe.
 */
final class SendNumbers {

  /** More than this many unused ones of a partition are dropped. */
  private static final int MAX_UNUSED = 64;

  /** Sequence numbers begin again behind it. */
  private static final int LAST_NUMBER = Integer.MAX_VALUE;

  /**
   * @param next the number of the next record
   */
  record Lent(ProducerIdentity producer, int next) {}

  private final ProducerIds ids;
  private final Map<PartitionId, ConcurrentLinkedDeque<Lent>> unused = new ConcurrentHashMap<>();

  /**
   * @param random thread-safe
   */
  SendNumbers(RandomGenerator random) {
    this.ids = ProducerIds.random(random);
  }

  Lent borrow(PartitionId partition) {
    ConcurrentLinkedDeque<Lent> ofPartition = unused.get(partition);
    Lent known = ofPartition == null ? null : ofPartition.pollFirst();
    return known == null ? new Lent(ids.allocate().toCompletableFuture().join(), 0) : known;
  }

  /** Only where its batch was stored: otherwise nobody knows which number comes next. */
  void giveBack(PartitionId partition, Lent lent, int recordCount) {
    ConcurrentLinkedDeque<Lent> ofPartition =
        unused.computeIfAbsent(partition, p -> new ConcurrentLinkedDeque<>());
    if (lent.next() <= LAST_NUMBER - recordCount && ofPartition.size() < MAX_UNUSED) {
      ofPartition.addFirst(new Lent(lent.producer(), lent.next() + recordCount));
    }
  }
}
