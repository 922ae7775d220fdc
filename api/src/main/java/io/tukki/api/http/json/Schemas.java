package io.tukki.api.http.json;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas read off the records that are the documents, so that the description cannot stray
 * from what is read and written. Collects every record that a schema refers to.
 */
public final class Schemas {

  private final Map<String, Object> components = new TreeMap<>();

  /** A reference to the record's schema, which is among the {@link #components()} afterwards. */
  public Map<String, Object> refTo(Class<?> shape) {
    String name = shape.getSimpleName();
    if (!components.containsKey(name)) {
      components.put(name, Map.of());
      components.put(name, shape == Bytes.class ? bytes() : object(shape));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  /** Schemas by name, for everything that was referred to so far. */
  public Map<String, Object> components() {
    return components;
  }

  private Map<String, Object> object(Class<?> shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : shape.getRecordComponents()) {
      AnnotatedType type = component.getAnnotatedType();
      Map<String, Object> property = new LinkedHashMap<>(schemaOf(type));
      Doc doc = component.getAnnotation(Doc.class);
      if (doc != null) {
        property.put("description", doc.value());
      }
      properties.put(component.getName(), property);
      if (!isNullable(type)) {
        required.add(component.getName());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    Doc doc = shape.getAnnotation(Doc.class);
    if (doc != null) {
      schema.put("description", doc.value());
    }
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private Map<String, Object> schemaOf(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (annotated instanceof AnnotatedParameterizedType parameterized) {
      AnnotatedType[] arguments = parameterized.getAnnotatedActualTypeArguments();
      return ((ParameterizedType) type).getRawType() == List.class
          ? Map.of("type", "array", "items", schemaOf(arguments[0]))
          : Map.of("type", "object", "additionalProperties", orNull(arguments[1]));
    }
    return schemaOf((Class<?>) type);
  }

  private Map<String, Object> orNull(AnnotatedType type) {
    return isNullable(type)
        ? Map.of("oneOf", List.of(schemaOf(type), Map.of("type", "null")))
        : schemaOf(type);
  }

  private Map<String, Object> schemaOf(Class<?> type) {
    if (type == String.class) {
      return Map.of("type", "string");
    } else if (type == int.class || type == Integer.class) {
      return Map.of("type", "integer", "format", "int32");
    } else if (type == long.class || type == Long.class) {
      return Map.of("type", "integer", "format", "int64");
    } else if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    } else if (type == Scalar.class) {
      return Map.of("type", List.of("string", "number", "boolean"));
    } else if (type.isEnum()) {
      return Map.of("type", "string", "enum", labels(type));
    }
    return refTo(type);
  }

  private static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> new String(Json.write(constant), java.nio.charset.StandardCharsets.UTF_8))
        .map(quoted -> quoted.substring(1, quoted.length() - 1))
        .toList();
  }

  private static Map<String, Object> bytes() {
    Map<String, Object> base64 = new LinkedHashMap<>();
    base64.put("type", "object");
    base64.put(
        "properties", Map.of(Bytes.BASE64, Map.of("type", "string", "contentEncoding", "base64")));
    base64.put("required", List.of(Bytes.BASE64));
    base64.put("additionalProperties", false);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(
        "description",
        "Bytes: a string where they are UTF-8, an object with the one field base64 where they are"
            + " not, null where there are none. In what is sent, any other JSON stands for its own"
            + " compact text.");
    schema.put(
        "anyOf", List.of(Map.of("type", "string"), base64, Map.of("type", "null"), Map.of()));
    return schema;
  }
}
