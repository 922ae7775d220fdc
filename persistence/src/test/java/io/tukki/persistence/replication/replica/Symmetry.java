package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Names worlds so that those have the same name which differ only in who is who. Parts of worlds
 * are numbered as they are met, so that a name is a few numbers.
 */
final class Symmetry {

  /** The name of a world. */
  static final class Key {
    private final int[] parts;
    private final int hash;

    Key(int[] parts) {
      this.parts = parts;
      this.hash = Arrays.hashCode(parts);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(parts, key.parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final List<int[]> permutations = new ArrayList<>();

  /** By identity, since worlds share most of their parts, which are expensive to compare. */
  private final IdentityHashMap<Object, int[]> met = new IdentityHashMap<>();

  private final Map<Object, int[]> numbers = new HashMap<>();
  private final Map<Object, Integer> plain = new HashMap<>();

  Symmetry(int replicas) {
    permute(new int[replicas], 0);
  }

  private void permute(int[] places, int count) {
    if (count == places.length) {
      permutations.add(places.clone());
      return;
    }
    for (int place = 0; place < places.length; place++) {
      int candidate = place;
      if (Arrays.stream(places, 0, count).noneMatch(taken -> taken == candidate)) {
        places[count] = place;
        permute(places, count + 1);
      }
    }
  }

  Key key(World world) {
    int[] least = {};
    var parts = new ArrayList<int[]>();
    world.nodes().forEach(node -> parts.add(numbers(node)));
    parts.add(numbers(world.committed()));
    world.network().forEach(envelope -> parts.add(numbers(envelope)));
    for (int p = 0; p < permutations.size(); p++) {
      int[] name = name(world, parts, p);
      if (least.length == 0 || Arrays.compare(name, least) < 0) {
        least = name;
      }
    }
    return new Key(least);
  }

  private int[] name(World world, List<int[]> parts, int p) {
    int[] places = permutations.get(p);
    int replicas = places.length;
    int[] name = new int[parts.size() + 1 + world.leaders().size()];
    for (int i = 0; i < replicas; i++) {
      name[places[i]] = parts.get(i)[p];
    }
    int at = replicas;
    for (int i = replicas; i < parts.size(); i++) {
      name[at++] = parts.get(i)[p];
    }
    Arrays.sort(name, replicas + 1, at);
    name[at++] = world.crashes();
    for (int leader : world.leaders()) {
      name[at++] = leader < 0 ? -1 : places[leader];
    }
    return name;
  }

  /** The numbers of a part under each permutation. */
  private int[] numbers(Object part) {
    return met.computeIfAbsent(part, this::number);
  }

  private int[] number(Object part) {
    int[] known = numbers.get(part);
    if (known != null) {
      return known;
    }
    int[] fresh = new int[permutations.size()];
    for (int p = 0; p < fresh.length; p++) {
      int[] places = permutations.get(p);
      Object renamed = rename(part, places);
      Integer number = plain.putIfAbsent(renamed, plain.size());
      fresh[p] = number == null ? plain.size() - 1 : number;
    }
    numbers.put(part, fresh);
    return fresh;
  }

  private static Object rename(Object value, int[] places) {
    return switch (value) {
      case ReplicaId id -> SimNode.idOf(places[id.node().value()], 0);
      case World.Envelope(int from, int to, Message message) ->
          new World.Envelope(places[from], places[to], (Message) rename(message, places));
      case List<?> list -> sorted(list.stream().map(item -> rename(item, places)).toList());
      case Record record -> rebuilt(record, item -> rename(item, places));
      default -> value;
    };
  }

  /** Votes stand in the order of their arrival, which nothing depends on. */
  private static List<?> sorted(List<?> list) {
    if (list.isEmpty()) {
      return list;
    }
    return switch (list.getFirst()) {
      case Peer peer ->
          list.stream().map(Peer.class::cast).sorted(Comparator.comparing(Peer::id)).toList();
      case Role.Vote vote ->
          list.stream()
              .map(Role.Vote.class::cast)
              .sorted(Comparator.comparing(Role.Vote::from))
              .toList();
      case ReplicaId id -> list.stream().map(ReplicaId.class::cast).sorted().toList();
      default -> list;
    };
  }

  private static Object rebuilt(Record record, UnaryOperator<Object> change) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        values[i] = change.apply(accessor.invoke(record));
      }
      Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
