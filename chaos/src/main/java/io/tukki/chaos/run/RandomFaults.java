package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.fault.Fault;
import io.tukki.chaos.fault.FaultPlan;
import io.tukki.chaos.fault.Kind;
import io.tukki.chaos.fault.Nemesis;
import io.tukki.chaos.operate.Operator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Hurts and heals in turns, as a seed draws it, for some time. */
record RandomFaults(
    long seed, List<Kind> wanted, Duration length, Operator operator, PowerWatch power)
    implements Scenario {

  RandomFaults {
    wanted = List.copyOf(wanted);
  }

  @Override
  public void play(Stage stage) {
    List<Kind> kinds = wanted.stream().filter(kind -> kind.isPossible(stage.cluster())).toList();
    stage.note("faults: " + kinds.stream().map(Kind::label).collect(Collectors.joining(", ")));
    if (kinds.isEmpty()) {
      Pause.of(length);
      return;
    }
    FaultPlan plan = new FaultPlan(seed, kinds);
    Nemesis nemesis = new Nemesis(stage.cluster(), operator::replaceNode, power, stage::note);
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && stage.isGood()) {
      FaultPlan.Round round =
          plan.next(stage.cluster().nodes().stream().map(Node::number).toList());
      String when = "after " + names(round.faults());
      nemesis.round(round.faults(), round.hold());
      stage.demandProgress(when);
      int ended = nemesis.startWhatEnded();
      if (ended > 0) {
        stage.problem("%d nodes ended by themselves around %s".formatted(ended, round.faults()));
      }
      stage.demandReadiness(when);
      if (round.faults().contains(new Fault.PowerCut())) {
        power.listen();
      }
      Pause.of(round.calm());
    }
  }

  private static String names(List<Fault> faults) {
    return faults.stream()
        .map(fault -> fault.getClass().getSimpleName())
        .collect(Collectors.joining(" and "));
  }
}
