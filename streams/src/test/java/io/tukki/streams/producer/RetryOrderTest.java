package io.tukki.streams.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.streams.FakePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for retries whatever happens, over many random courses of events; see the simulation.
 */
class RetryOrderTest {

  private static final int RECORDS = 600;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(500);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void withEnoughTimeEachRecordIsStoredOnceAndInOrder(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed).withFaults(0.3, 0.2).withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(simulation.stored()).hasSize(RECORDS).isSorted().doesNotHaveDuplicates();
    assertThat(simulation.results())
        .allSatisfy(result -> assertThat(result).isInstanceOf(Result.Ok.class));
    assertOffsetsAreThoseOfTheRecords(simulation);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36})
  void withTooLittleTimeSomeAreGivenUpButNoneIsStoredTwiceOrOutOfOrder(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed).withFaults(0.4, 0.3).withDeliveryTimeout(SHORT);

    simulation.run(RECORDS);

    assertThat(simulation.stored()).isSorted().doesNotHaveDuplicates();
    assertThat(simulation.results())
        .anySatisfy(result -> assertThat(result).isInstanceOf(Result.Refused.class));
    assertOffsetsAreThoseOfTheRecords(simulation);
    assertThat(new HashSet<>(simulation.stored())).containsAll(acknowledged(simulation));
    assertThat(certainlyNotStored(simulation)).doesNotContainAnyElementsOf(simulation.stored());
  }

  @ParameterizedTest
  @ValueSource(longs = {91, 92, 93, 94, 95, 96, 97, 98})
  void whoIsBehindABatchThatWasGivenUpHearsNothingOfSequenceNumbers(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed).withFaults(0.2, 0.5).withDeliveryTimeout(SHORT);

    simulation.run(RECORDS);

    assertThat(refusals(simulation))
        .isNotEmpty()
        .noneMatch(Refusal.OutOfOrderSequence.class::isInstance);
    assertThat(certainlyNotStored(simulation)).doesNotContainAnyElementsOf(simulation.stored());
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48})
  void aPartitionThatForgetsItsProducersGetsEverythingOnceAllTheSame(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed)
            .withFaults(0.2, 0)
            .beforeAppends(0.05, FakePartition::forgetProducers)
            .withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(simulation.stored()).hasSize(RECORDS).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {81, 82, 83, 84, 85, 86, 87, 88})
  void whereAPartitionLostWhatItHadAcknowledgedTheRestGoesOnInOrder(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed)
            .withFaults(0.1, 0.1)
            .beforeAppends(0.02, FakePartition::loseLastBatch)
            .withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(acknowledged(simulation)).hasSize(RECORDS);
    assertThat(simulation.stored())
        .hasSizeBetween(RECORDS / 2, RECORDS - 1)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54, 55, 56, 57, 58})
  void withoutNumbersNothingOvertakesThoughATimeOutMayStoreTwice(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed)
            .withFaults(0.3, 0.2)
            .withIdempotence(false)
            .withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(new ArrayList<>(new LinkedHashSet<>(simulation.stored())))
        .hasSize(RECORDS)
        .isSorted();
    assertThat(simulation.mostInFlight()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 64})
  void aBatchRefusedForGoodLeavesNoGapThatWouldStopTheOthers(long seed) {
    ProducerSimulation simulation =
        ProducerSimulation.of(seed)
            .withFaults(0.1, 0)
            .withRefusalsForGood(0.1)
            .withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(simulation.stored()).isSorted().doesNotHaveDuplicates();
    assertThat(acknowledged(simulation)).isEqualTo(simulation.stored());
    assertThat(simulation.results())
        .filteredOn(Result.Refused.class::isInstance)
        .allSatisfy(
            result ->
                assertThat(((Result.Refused<RecordMetadata>) result).refusal())
                    .isInstanceOf(Refusal.InvalidTimestamp.class));
  }

  @ParameterizedTest
  @ValueSource(longs = {71, 72})
  void withoutTroubleAsManyAreUnderWayAsAllowed(long seed) {
    ProducerSimulation simulation = ProducerSimulation.of(seed).withDeliveryTimeout(LONG);

    simulation.run(RECORDS);

    assertThat(simulation.mostInFlight()).isEqualTo(Delivery.MOST_IN_FLIGHT);
    assertThat(simulation.stored()).hasSize(RECORDS).isSorted();
  }

  private static List<Integer> acknowledged(ProducerSimulation simulation) {
    List<Integer> acknowledged = new ArrayList<>();
    List<Result<RecordMetadata>> results = simulation.results();
    for (int number = 0; number < results.size(); number++) {
      if (results.get(number) instanceof Result.Ok) {
        acknowledged.add(number);
      }
    }
    return acknowledged;
  }

  private static List<Refusal> refusals(ProducerSimulation simulation) {
    List<Refusal> refusals = new ArrayList<>();
    for (Result<RecordMetadata> result : simulation.results()) {
      if (result instanceof Result.Refused<RecordMetadata>(var refusal)) {
        refusals.add(refusal);
      }
    }
    return refusals;
  }

  private static List<Integer> certainlyNotStored(ProducerSimulation simulation) {
    List<Integer> numbers = new ArrayList<>();
    List<Result<RecordMetadata>> results = simulation.results();
    for (int number = 0; number < results.size(); number++) {
      if (results.get(number) instanceof Result.Refused<RecordMetadata>(var refusal)
          && !(refusal instanceof Refusal.TimedOut)
          && !(refusal instanceof Refusal.OutcomeUnknown)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static void assertOffsetsAreThoseOfTheRecords(ProducerSimulation simulation) {
    List<Result<RecordMetadata>> results = simulation.results();
    for (int number = 0; number < results.size(); number++) {
      if (results.get(number) instanceof Result.Ok<RecordMetadata>(var metadata)) {
        OptionalLong offset = metadata.offset();
        if (offset.isPresent()) {
          assertThat(simulation.stored().get((int) offset.getAsLong())).isEqualTo(number);
        }
      }
    }
  }
}
