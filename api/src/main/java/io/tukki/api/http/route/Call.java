package io.tukki.api.http.route;

import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.headers.Accept;
import org.apache.pekko.japi.Pair;

/**
 * One request to one operation: parameters are checked against the operation's own list, values are
 * typed. Belongs to its request; not thread-safe.
 */
public final class Call {

  private final Operation operation;
  private final HttpRequest request;
  private final Map<String, String> pathVariables;
  private final Map<String, List<String>> query;
  private volatile Optional<CompletionStage<Done>> read = Optional.empty();

  /**
   * @throws ProblemException where the query names what the operation does not have, or says
   *     something twice
   */
  Call(Operation operation, HttpRequest request, Map<String, String> pathVariables) {
    this.operation = operation;
    this.request = request;
    this.pathVariables = pathVariables;
    this.query = queryOf(operation, request);
  }

  private static Map<String, List<String>> queryOf(Operation operation, HttpRequest request) {
    if (request.getUri().rawQueryString().isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> query = new HashMap<>();
    List<String> known = operation.names(Parameter.In.query);
    for (Pair<String, String> entry : request.getUri().query().toList()) {
      if (!known.contains(entry.first())) {
        throw Problem.of(
                ProblemCode.UNKNOWN_PARAMETER,
                "There is no parameter '%s' here.".formatted(entry.first()))
            .knowing(known)
            .asException();
      }
      query.merge(entry.first(), List.of(entry.second()), Call::both);
    }
    return query;
  }

  private static List<String> both(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }

  public HttpRequest request() {
    return request;
  }

  /** Says that somebody reads the request's body, and when that is over. */
  public void isRead(CompletionStage<Done> ended) {
    read = Optional.of(ended);
  }

  /** Empty while nobody has begun to read the body. */
  Optional<CompletionStage<Done>> bodyRead() {
    return read;
  }

  /** The value given, or the parameter's default; empty where there is neither. */
  public <T> Optional<T> find(Parameter<T> parameter) {
    List<String> texts = texts(parameter);
    if (texts.size() > 1 && !parameter.repeatable()) {
      throw Problem.of(
              ProblemCode.INVALID_PARAMETER,
              "The parameter '%s' is given %d times.".formatted(parameter.name(), texts.size()))
          .asException();
    }
    return texts.isEmpty() ? parameter.fallback() : Optional.of(parameter.parse(texts.getFirst()));
  }

  /** Every value of a parameter that may be repeated. */
  public <T> List<T> findAll(Parameter<T> parameter) {
    return texts(parameter).stream().map(parameter::parse).toList();
  }

  /** For parameters that are demanded or have a default. */
  public <T> T get(Parameter<T> parameter) {
    return find(parameter)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemCode.INVALID_PARAMETER,
                        "The parameter '%s' is missing.".formatted(parameter.name()))
                    .asException());
  }

  private List<String> texts(Parameter<?> parameter) {
    return switch (parameter.in()) {
      case path -> {
        String value = pathVariables.get(parameter.name());
        yield value == null ? List.of() : List.of(value);
      }
      case query -> query.getOrDefault(parameter.name(), List.of());
      case header ->
          StreamSupport.stream(request.getHeaders().spliterator(), false)
              .filter(header -> header.name().equalsIgnoreCase(parameter.name()))
              .map(HttpHeader::value)
              .toList();
    };
  }

  /**
   * The body's kind, one of those that the operation consumes.
   *
   * @throws ProblemException where it is another
   */
  public Content consumed() {
    ContentType type = request.entity().getContentType();
    refuseEncoded();
    Optional<Content> content = Content.among(operation.consumes(), type.mediaType());
    boolean charsetKnown =
        type.getCharsetOption().map(charset -> charset.equals(HttpCharsets.UTF_8)).orElse(true);
    if (content.isPresent() && charsetKnown) {
      return content.get();
    }
    throw Problem.of(
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            "The body is %s; say with Content-Type which of the known kinds it is, in UTF-8."
                .formatted(type))
        .knowing(operation.consumes().stream().map(Content::mediaType).toList())
        .asException();
  }

  private void refuseEncoded() {
    request
        .getHeader("Content-Encoding")
        .filter(header -> !header.value().equalsIgnoreCase("identity"))
        .ifPresent(
            header -> {
              throw Problem.of(
                      ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                      "Content-Encoding '%s' is not understood; send the body as it is."
                          .formatted(header.value()))
                  .knowing(List.of("identity"))
                  .asException();
            });
  }

  /**
   * The media type to answer with: of those offered, the one that the client likes best; the first
   * where it does not care.
   *
   * @throws ProblemException where it accepts none of them
   */
  public String negotiate(List<String> offered) {
    Optional<Accept> accept = request.getHeader(Accept.class);
    if (accept.isEmpty()) {
      return offered.getFirst();
    }
    String best = "";
    float bestQuality = 0;
    for (String candidate : offered) {
      float quality = quality(accept.get(), candidate);
      if (quality > bestQuality) {
        best = candidate;
        bestQuality = quality;
      }
    }
    if (bestQuality == 0) {
      throw Problem.of(
              ProblemCode.NOT_ACCEPTABLE,
              "Nothing in '%s' is offered here.".formatted(accept.get().value()))
          .knowing(offered)
          .asException();
    }
    return best;
  }

  private static float quality(Accept accept, String mediaType) {
    int slash = mediaType.indexOf('/');
    var type =
        org.apache.pekko.http.javadsl.model.MediaTypes.customBinary(
            mediaType.substring(0, slash), mediaType.substring(slash + 1), false);
    float best = 0;
    int bestPrecision = -1;
    for (MediaRange range : accept.getMediaRanges()) {
      int precision = precision(range, mediaType);
      if ((precision == 2 || range.matches(type)) && precision > bestPrecision) {
        best = range.qValue();
        bestPrecision = precision;
      }
    }
    return best;
  }

  /**
   * {@code application/json} speaks for itself more than {@code application/*}, that more than all.
   */
  private static int precision(MediaRange range, String mediaType) {
    String text = range.toString();
    int parameters = text.indexOf(';');
    String bare = (parameters < 0 ? text : text.substring(0, parameters)).trim();
    if (bare.equalsIgnoreCase(mediaType)) {
      return 2;
    }
    return bare.startsWith("*") ? 0 : bare.endsWith("/*") ? 1 : -1;
  }
}
