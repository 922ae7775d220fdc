package io.tukki.streams.consumer;

import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;

/** Records out of partitions. */
final class ConsumerStage<T>
    extends AbstractGraphStageWithMaterializedValue<SourceShape<T>, Consumer.Control> {

  private final Outlet<T> out = Outlet.create("Consumer.out");
  private final SourceShape<T> shape = SourceShape.of(out);
  private final ConsumerSettings<?, ?> settings;
  private final Subscription subscription;
  private final Emission<T> emission;

  ConsumerStage(ConsumerSettings<?, ?> settings, Subscription subscription, Emission<T> emission) {
    this.settings = settings;
    this.subscription = subscription;
    this.emission = emission;
  }

  @Override
  public SourceShape<T> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, Consumer.Control> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    ConsumerLogic<T> logic = new ConsumerLogic<>(shape, settings, subscription, emission);
    return Pair.create(logic, logic.control());
  }
}
