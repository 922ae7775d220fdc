package io.tukki.persistence.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory's entries twice, seen and durable, like a file's content. */
final class SimulatedDirectory implements SimulatedNode {

  private sealed interface Change {
    record Put(String name, SimulatedNode node) implements Change {}

    record Remove(String name) implements Change {}

    record Rename(String from, String to, SimulatedNode node) implements Change {}
  }

  private final SortedMap<String, SimulatedNode> seen = new TreeMap<>();
  private final SortedMap<String, SimulatedNode> durable = new TreeMap<>();
  private final List<Change> unsynced = new ArrayList<>();

  SortedMap<String, SimulatedNode> entries() {
    return seen;
  }

  void put(String name, SimulatedNode node) {
    change(new Change.Put(name, node));
  }

  void remove(String name) {
    change(new Change.Remove(name));
  }

  void rename(String from, String to) {
    change(new Change.Rename(from, to, seen.get(from)));
  }

  private void change(Change change) {
    unsynced.add(change);
    apply(seen, change);
  }

  void sync() {
    durable.clear();
    durable.putAll(seen);
    unsynced.clear();
  }

  void crash(SimulatedStorage.Loss loss, Random random) {
    int kept = random.nextInt(unsynced.size() + 1);
    for (int i = 0; i < unsynced.size(); i++) {
      boolean survives =
          switch (loss) {
            case ALL_UNSYNCED -> false;
            case ORDERED -> i < kept;
            case SCATTERED -> random.nextBoolean();
          };
      if (survives) {
        apply(durable, unsynced.get(i));
      }
    }
    seen.clear();
    seen.putAll(durable);
    unsynced.clear();
    for (SimulatedNode node : seen.values()) {
      switch (node) {
        case SimulatedFile file -> file.crash(loss, random);
        case SimulatedDirectory directory -> directory.crash(loss, random);
      }
    }
  }

  private static void apply(SortedMap<String, SimulatedNode> entries, Change change) {
    switch (change) {
      case Change.Put(String name, SimulatedNode node) -> entries.put(name, node);
      case Change.Remove(String name) -> entries.remove(name);
      case Change.Rename(String from, String to, SimulatedNode node) -> {
        // Where a crash lost the entry's making, its renaming still leads to the file.
        entries.remove(from);
        entries.put(to, node);
      }
    }
  }
}
