package io.tukki.streams.producer;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/** Messages in, results out in the same order. */
final class ProducerStage<K, V, P>
    extends GraphStage<FlowShape<ProducerMessage<K, V, P>, Results<K, V, P>>> {

  private final Inlet<ProducerMessage<K, V, P>> in = Inlet.create("Producer.in");
  private final Outlet<Results<K, V, P>> out = Outlet.create("Producer.out");
  private final FlowShape<ProducerMessage<K, V, P>, Results<K, V, P>> shape = FlowShape.of(in, out);
  private final ProducerSettings<K, V> settings;

  ProducerStage(ProducerSettings<K, V> settings) {
    this.settings = settings;
  }

  @Override
  public FlowShape<ProducerMessage<K, V, P>, Results<K, V, P>> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new ProducerLogic<>(shape, settings);
  }
}
