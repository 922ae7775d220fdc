package io.tukki.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random producers against a model that keeps the whole history as a list and asks it everything
 * anew, whatever way the appends are cut into rounds, and with restarts from snapshots in between.
 */
class IdempotenceModelTest {

  private static final ProducerLimits LIMITS = new ProducerLimits(1_000, 1_000_000L);
  private static final int STEPS = 20_000;

  private record Stored(int epoch, long first, int records, long baseOffset) {}

  private enum Outcome {
    STORED,
    DUPLICATE,
    GAP,
    FENCED
  }

  private record Answer(Outcome outcome, long baseOffset) {}

  /** Sequence numbers as longs that never wrap; they are folded only when a batch is built. */
  private static final class Model {
    private final Map<Long, List<Stored>> history = new HashMap<>();
    private long end;

    Answer append(long producer, int epoch, long first, int records) {
      List<Stored> all = history.computeIfAbsent(producer, p -> new ArrayList<>());
      int current = all.isEmpty() ? epoch : all.get(all.size() - 1).epoch();
      List<Stored> reign = all.stream().filter(s -> s.epoch() == epoch).toList();
      if (epoch < current) {
        return new Answer(Outcome.FENCED, -1);
      }
      for (Stored s : reign.subList(Math.max(0, reign.size() - 5), reign.size())) {
        if (s.first() == first && s.records() == records) {
          return new Answer(Outcome.DUPLICATE, s.baseOffset());
        }
      }
      boolean fits =
          all.isEmpty()
              || (reign.isEmpty() ? first == 0 : first == next(reign.get(reign.size() - 1)));
      if (!fits) {
        return new Answer(Outcome.GAP, -1);
      }
      all.add(new Stored(epoch, first, records, end));
      end += records;
      return new Answer(Outcome.STORED, end - records);
    }

    long expected(long producer) {
      List<Stored> all = history.getOrDefault(producer, List.of());
      return all.isEmpty() ? Integer.MAX_VALUE - 20L : next(all.get(all.size() - 1));
    }

    int epoch(long producer) {
      List<Stored> all = history.getOrDefault(producer, List.of());
      return all.isEmpty() ? 0 : all.get(all.size() - 1).epoch();
    }

    private static long next(Stored s) {
      return (s.first() + s.records()) % (1L << 31);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void answersAreThoseOfTheWholeHistory(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    PartitionState state = PartitionState.empty(LIMITS);
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (int step = 0; step < STEPS; ) {
      List<TestBatch> round = new ArrayList<>();
      List<Answer> expected = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--, step++) {
        TestBatch batch = randomBatch(random, model);
        round.add(batch);
        expected.add(
            model.append(
                batch.producerId(), batch.producerEpoch(), batch.baseSequence(), batch.records()));
      }
      AppendDecision decision =
          state.decide(
              new AppendRound(
                  round.stream().map(TestBatch::build).toList(),
                  LeaderEpoch.NONE,
                  TimestampType.CREATE_TIME,
                  0));
      for (var event : decision.events()) {
        state.evolve(event, 0);
      }
      List<Answer> answers = decision.verdicts().stream().map(v -> answer(v)).toList();
      assertThat(answers).as("seed %d, step %d: %s", seed, step, round).isEqualTo(expected);
      answers.forEach(a -> outcomes.merge(a.outcome(), 1, Integer::sum));
      if (random.nextInt(20) == 0) {
        state = PartitionState.of(state.snapshot(), LIMITS);
      }
    }
    assertThat(state.nextOffset()).isEqualTo(model.end);
    assertThat(outcomes).as("every outcome occurs").hasSameSizeAs(Outcome.values());
    assertThat(outcomes.values()).as("and often").allMatch(n -> n > STEPS / 100);
  }

  private static TestBatch randomBatch(Random random, Model model) {
    long producer = random.nextInt(5);
    int epoch = model.epoch(producer);
    long expected = model.expected(producer);
    int records = 1 + random.nextInt(3);
    return switch (random.nextInt(12)) {
      case 0 -> TestBatch.of(producer, epoch + 1, 0, records);
      case 1 -> TestBatch.of(producer, epoch + 1, 1, records);
      case 2 -> TestBatch.of(producer, Math.max(0, epoch - 1), fold(expected), records);
      case 3, 4, 5 ->
          TestBatch.of(producer, epoch, fold(expected - 1 - random.nextInt(14)), records);
      case 6 -> TestBatch.of(producer, epoch, fold(expected + 1 + random.nextInt(2)), records);
      default -> TestBatch.of(producer, epoch, fold(expected), records);
    };
  }

  private static int fold(long sequence) {
    return (int) Math.floorMod(sequence, 1L << 31);
  }

  private static Answer answer(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Placed placed ->
          new Answer(placed.duplicate() ? Outcome.DUPLICATE : Outcome.STORED, placed.baseOffset());
      case Verdict.Denied(Refusal.OutOfOrderSequence gap) -> new Answer(Outcome.GAP, -1);
      case Verdict.Denied(Refusal.InvalidProducerEpoch fenced) -> new Answer(Outcome.FENCED, -1);
      case Verdict.Denied(Refusal other) -> throw new AssertionError(other);
    };
  }
}
