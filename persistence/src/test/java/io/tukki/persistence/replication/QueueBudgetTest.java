package io.tukki.persistence.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueBudgetTest {

  private final QueueBudget budget = new QueueBudget(100);

  @Test
  void takesUpToItsBoundAndNoFurther() {
    assertThat(budget.tryTake(60)).isTrue();
    assertThat(budget.tryTake(40)).isTrue();

    assertThat(budget.tryTake(1)).isFalse();
    assertThat(budget.usedBytes()).isEqualTo(100);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    budget.tryTake(100);

    budget.giveBack(30);

    assertThat(budget.tryTake(31)).isFalse();
    assertThat(budget.tryTake(30)).isTrue();
  }

  @Test
  void emptyQueueTakesEvenWhatIsLargerThanTheBound() {
    assertThat(budget.tryTake(1_000)).isTrue();
    assertThat(budget.tryTake(1)).isFalse();
  }
}
