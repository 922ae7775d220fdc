package io.tukki.persistence.replication.replica;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** One node: a process that comes and goes, over a data directory that stays or is wiped. */
final class SimNode {

  /** What a client asked, so that the answer can be judged. */
  record Request(List<Entry> entries, Input.Wait until, int minReplicas) {}

  final int number;
  final Map<Long, Request> requests = new HashMap<>();
  private final Settings settings;
  private final Rules rules;

  ReplicaId id;
  SimDisk disk;
  Replica replica;
  boolean up;

  /** Counts what ends a process or a directory; events of an earlier life are void. */
  int life;

  long pausedUntilMs;
  long logBusyUntilMs;
  long stateBusyUntilMs;
  private int boots = 1;
  private int directories;

  SimNode(int number, Settings settings, Rules rules) {
    this.number = number;
    this.settings = settings;
    this.rules = rules;
    this.id = idOf(number, 0);
  }

  static ReplicaId idOf(int number, int directory) {
    return new ReplicaId(new NodeId(number), new DirectoryId(new UUID(number, directory)));
  }

  void format(Configuration configuration) {
    disk = new SimDisk(configuration, boot());
  }

  void start() {
    life++;
    up = true;
    logBusyUntilMs = 0;
    stateBusyUntilMs = 0;
    requests.clear();
    if (disk.isTombstoneOf(id)) {
      disk.drop();
    }
    var self = new Identity(id, disk.nextIncarnation(), boot(), settings, rules);
    replica = Replica.start(self, disk.saved(), disk.recover());
  }

  /** The process dies; the machine lives on. */
  void crash(SplittableRandom random) {
    life++;
    up = false;
    disk.crash(random);
  }

  void losePower(SplittableRandom random) {
    life++;
    up = false;
    boots++;
    disk.losePower(random);
  }

  /** The directory is gone, and with it whoever this was. */
  void wipe() {
    life++;
    up = false;
    id = idOf(number, ++directories);
    format(Configuration.UNKNOWN);
  }

  String boot() {
    return "boot-" + boots;
  }

  /** Whether this log holds all that its replica ever vouched for. */
  boolean isTrusted() {
    return disk.saved().isTrustedUnder(boot()) && !disk.saved().isDistrusted() && !disk.isDamaged();
  }

  Configuration configuration() {
    return up ? replica.configuration() : disk.recover().configurations().latest();
  }

  boolean isLeading() {
    return up && replica.state().role() instanceof Role.Leading;
  }

  /** The epoch of the reign, of a node that leads. */
  int epoch() {
    return replica.state().role() instanceof Role.Leading leading ? leading.reign().epoch() : 0;
  }

  @Override
  public String toString() {
    return "n" + number;
  }
}
