package io.tukki.api.http.route;

import io.tukki.api.http.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;

/**
 * One method of one path, described: what is dispatched by and what the OpenAPI document is made
 * of.
 *
 * @param consumes the bodies it takes, by media type; empty where it takes none
 */
public record Operation(
    HttpMethod method,
    PathTemplate path,
    String id,
    String summary,
    List<Parameter<?>> parameters,
    List<Content> consumes,
    List<Answer> answers,
    Set<ProblemCode> problems) {

  /**
   * An answer that is not a problem.
   *
   * @param produces by media type; the first is what those get who accept everything
   */
  public record Answer(int status, String description, List<Content> produces) {}

  public static Operation get(String path, String id, String summary) {
    return of(HttpMethods.GET, path, id, summary);
  }

  public static Operation post(String path, String id, String summary) {
    return of(HttpMethods.POST, path, id, summary);
  }

  public static Operation patch(String path, String id, String summary) {
    return of(HttpMethods.PATCH, path, id, summary);
  }

  public static Operation delete(String path, String id, String summary) {
    return of(HttpMethods.DELETE, path, id, summary);
  }

  private static Operation of(HttpMethod method, String path, String id, String summary) {
    return new Operation(
        method,
        new PathTemplate(path),
        id,
        summary,
        List.of(),
        List.of(),
        List.of(),
        EnumSet.noneOf(ProblemCode.class));
  }

  public Operation takes(Parameter<?>... more) {
    List<Parameter<?>> all = new ArrayList<>(parameters);
    all.addAll(List.of(more));
    return new Operation(method, path, id, summary, List.copyOf(all), consumes, answers, problems);
  }

  public Operation consumes(Content... contents) {
    return new Operation(
        method, path, id, summary, parameters, List.of(contents), answers, problems);
  }

  public Operation answers(int status, String description, Content... contents) {
    List<Answer> all = new ArrayList<>(answers);
    all.add(new Answer(status, description, List.of(contents)));
    return new Operation(
        method, path, id, summary, parameters, consumes, List.copyOf(all), problems);
  }

  public Operation refuses(ProblemCode... codes) {
    Set<ProblemCode> all = EnumSet.copyOf(Arrays.asList(codes));
    all.addAll(problems);
    return new Operation(method, path, id, summary, parameters, consumes, answers, all);
  }

  public Endpoint handledBy(Endpoint.Handler handler) {
    return new Endpoint(this, handler);
  }

  List<String> names(Parameter.In in) {
    return parameters.stream().filter(p -> p.in() == in).map(Parameter::name).toList();
  }

  /** Everything that a 2xx answer may be. */
  List<Content> produces() {
    return answers.stream().flatMap(answer -> answer.produces().stream()).distinct().toList();
  }
}
