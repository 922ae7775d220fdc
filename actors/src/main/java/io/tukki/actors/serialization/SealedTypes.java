package io.tukki.actors.serialization;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson which case of a sealed interface a value is, by wrapping it as {@code {"Case":
 * ...}}. The name is the record's simple name, so a case can move but not change its name; what may
 * be read is what the interface permits, and nothing else.
 */
final class SealedTypes extends NopAnnotationIntrospector {

  private static final long serialVersionUID = 1L;
  private static final String HOUSE = "io.tukki.";

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass annotated, JavaType baseType) {
    if (!isCase(baseType.getRawClass())) {
      return null;
    }
    return new StdTypeResolverBuilder()
        .init(JsonTypeInfo.Id.CUSTOM, new CaseNames(baseType))
        .inclusion(JsonTypeInfo.As.WRAPPER_OBJECT);
  }

  /** A sealed interface of ours, or a record that is a case of one. */
  private static boolean isCase(Class<?> type) {
    if (!type.getName().startsWith(HOUSE)) {
      return false;
    }
    return isSealedInterface(type)
        || (type.isRecord() && Arrays.stream(type.getInterfaces()).anyMatch(SealedTypes::isCase));
  }

  private static boolean isSealedInterface(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  private static Stream<Class<?>> casesOf(Class<?> type) {
    return isSealedInterface(type)
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedTypes::casesOf)
        : Stream.of(type);
  }

  private static final class CaseNames extends TypeIdResolverBase {

    private final JavaType baseType;
    private final Map<String, Class<?>> cases;

    private CaseNames(JavaType baseType) {
      super(baseType, null);
      this.baseType = baseType;
      this.cases =
          casesOf(baseType.getRawClass())
              .distinct()
              .collect(Collectors.toMap(Class::getSimpleName, type -> type));
    }

    @Override
    public String idFromValue(Object value) {
      return value.getClass().getSimpleName();
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> suggestedType) {
      return suggestedType.getSimpleName();
    }

    /** Null, which Jackson turns into its own complaint, for a name that is no case. */
    @Override
    public @Nullable JavaType typeFromId(DatabindContext context, String id) {
      Class<?> type = cases.get(id);
      return type == null ? null : context.constructSpecializedType(baseType, type);
    }

    @Override
    public String getDescForKnownTypeIds() {
      return cases.keySet().stream().sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }
}
