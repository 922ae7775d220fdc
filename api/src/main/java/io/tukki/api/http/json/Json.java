package io.tukki.api.http.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The one mapper, and what its complaints mean to a client. */
public final class Json {

  private static final int MAX_NESTING_DEPTH = 200;

  /** For streaming; strings may be as long as the request's own bound lets them be. */
  public static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          // Or a character of 4 bytes would be written as 12.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          // Field names of values are the clients' own: interning them would fill a global table.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final JsonMapper MAPPER =
      // A copy, since the mapper's builder switches features of the factory that it is given.
      JsonMapper.builder(FACTORY.copy())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Json::onlyStrings)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Json() {}

  private static void onlyStrings(MutableCoercionConfig coercion) {
    coercion
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
  }

  public static byte[] write(Object shape) {
    try {
      return MAPPER.writeValueAsBytes(shape);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing one of our own shapes", e);
    }
  }

  /**
   * @throws ProblemException if the text is not JSON or not of this shape, with the place
   */
  public static <T> T read(byte[] text, Class<T> shape) {
    try {
      T value = MAPPER.readValue(text, shape);
      if (value == null) {
        throw Problem.of(ProblemCode.INVALID_FIELD, "The body is null; an object is expected.")
            .asException();
      }
      Required.check(value);
      return value;
    } catch (JsonProcessingException e) {
      throw problem(e).asException();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** What is wrong with a text, without the parser's own words for its classes. */
  public static Problem problem(JsonProcessingException failure) {
    return switch (failure) {
      case UnrecognizedPropertyException unknown ->
          placed(
                  Problem.of(
                      ProblemCode.UNKNOWN_FIELD,
                      "There is no field '%s' here.".formatted(path(unknown))),
                  failure.getLocation())
              .knowing(
                  unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList());
      case JsonMappingException misfit when misfit.getCause() instanceof ProblemException own ->
          own.problem();
      case JsonMappingException misfit ->
          placed(
              Problem.of(
                  ProblemCode.INVALID_FIELD,
                  "The field '%s' cannot be used: %s."
                      .formatted(path(misfit), firstSentence(misfit.getOriginalMessage()))),
              failure.getLocation());
      default ->
          placed(
              Problem.of(
                  ProblemCode.MALFORMED_JSON,
                  "This is not JSON: %s.".formatted(firstSentence(failure.getOriginalMessage()))),
              failure.getLocation());
    };
  }

  private static Problem placed(
      Problem problem, @org.jspecify.annotations.Nullable JsonLocation at) {
    return at == null
        ? problem
        : problem.at(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private static String path(JsonMappingException failure) {
    return failure.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String firstSentence(String message) {
    String line = message.lines().findFirst().orElse("");
    int hint = line.indexOf(" (for ");
    return (hint < 0 ? line : line.substring(0, hint)).replaceAll("`[a-z.]*\\.([A-Za-z$]+)`", "$1");
  }

  /** Schemas and descriptions are built as trees of maps and lists; this writes them for people. */
  public static byte[] writePretty(Map<String, ?> tree) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing one of our own trees", e);
    }
  }
}
