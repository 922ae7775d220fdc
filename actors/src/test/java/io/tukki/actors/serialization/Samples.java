package io.tukki.actors.serialization;

import io.tukki.core.cluster.TopicConfig;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Makes a value of any record, so that a new case of an interface is tested without being listed.
 */
final class Samples {

  private final ActorRef<?> actor;

  Samples(ActorRef<?> actor) {
    this.actor = actor;
  }

  /** The records that are cases of a sealed interface, at any depth. */
  static Stream<Class<?>> casesOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Samples::casesOf)
        : Stream.of(type);
  }

  Object of(Class<?> type) {
    return of(type, Map.of());
  }

  private Object of(Type type, Map<TypeVariable<?>, Type> bound) {
    return switch (type) {
      case TypeVariable<?> variable -> of(bound.get(variable), bound);
      case ParameterizedType generic -> ofGeneric(generic, bound);
      case Class<?> plain -> ofClass(plain, bound);
      default -> throw new IllegalArgumentException("no sample of " + type);
    };
  }

  private Object ofGeneric(ParameterizedType type, Map<TypeVariable<?>, Type> bound) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == List.class) {
      return List.of(of(arguments[0], bound));
    }
    if (raw == Set.class) {
      return Set.of(of(arguments[0], bound));
    }
    if (raw == Map.class) {
      return Map.of(of(arguments[0], bound), of(arguments[1], bound));
    }
    if (raw == Optional.class) {
      return Optional.of(of(arguments[0], bound));
    }
    if (raw == ActorRef.class) {
      return actor;
    }
    Class<?> made = casesOf(raw).findFirst().orElseThrow();
    Map<TypeVariable<?>, Type> variables =
        IntStream.range(0, arguments.length)
            .boxed()
            .collect(
                Collectors.toMap(
                    index -> made.getTypeParameters()[index], index -> arguments[index]));
    return ofClass(made, variables);
  }

  private Object ofClass(Class<?> type, Map<TypeVariable<?>, Type> bound) {
    if (type == String.class) {
      return "täxt";
    } else if (type == int.class || type == Integer.class) {
      return 7;
    } else if (type == long.class || type == Long.class) {
      return 1L << 40;
    } else if (type == boolean.class) {
      return true;
    } else if (type == UUID.class) {
      return new UUID(5, 6);
    } else if (type == OptionalInt.class) {
      return OptionalInt.of(3);
    } else if (type == OptionalLong.class) {
      return OptionalLong.of(4);
    } else if (type == UniqueAddress.class) {
      return new UniqueAddress(new Address("pekko", "tukki", "10.0.0.1", 7300), -8L);
    } else if (type == TopicConfig.class) {
      return TopicConfig.of(Map.of("retention.ms", "5")).orThrow();
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.isSealed()) {
      return ofClass(casesOf(type).findFirst().orElseThrow(), bound);
    } else if (type.isRecord()) {
      return ofRecord(type, bound);
    }
    throw new IllegalArgumentException("no sample of " + type);
  }

  private Object ofRecord(Class<?> type, Map<TypeVariable<?>, Type> bound) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(
          Arrays.stream(components)
              .map(component -> of(component.getGenericType(), bound))
              .toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no sample of " + type, e);
    }
  }
}
