package io.tukki.api.http.json;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees to it that what a shape does not call nullable is there: the parser does not know. */
final class Required {

  private Required() {}

  /**
   * @throws ProblemException naming the first field that is missing
   */
  static void check(Object shape) {
    for (RecordComponent component : shape.getClass().getRecordComponents()) {
      Object value = valueOf(component, shape);
      AnnotatedType type = component.getAnnotatedType();
      if (value == null && !type.isAnnotationPresent(Nullable.class)) {
        throw missing(component.getName(), "is missing");
      }
      if (value instanceof Map<?, ?> map && type instanceof AnnotatedParameterizedType generic) {
        checkValues(component.getName(), map, generic.getAnnotatedActualTypeArguments()[1]);
      }
    }
  }

  private static void checkValues(String field, Map<?, ?> map, AnnotatedType type) {
    if (type.isAnnotationPresent(Nullable.class)) {
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getValue() == null) {
        throw missing(field + "." + entry.getKey(), "has no value; leave it out instead");
      }
    }
  }

  private static ProblemException missing(String field, String what) {
    return Problem.of(ProblemCode.INVALID_FIELD, "The field '%s' %s.".formatted(field, what))
        .asException();
  }

  private static @Nullable Object valueOf(RecordComponent component, Object shape) {
    try {
      return component.getAccessor().invoke(shape);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a shape is a public record", e);
    }
  }
}
