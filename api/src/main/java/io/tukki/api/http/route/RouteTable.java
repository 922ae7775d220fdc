package io.tukki.api.http.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;

/** Every endpoint of the door. */
public final class RouteTable {

  /** Where a request leads. */
  public sealed interface Match {

    record Found(Endpoint endpoint, Map<String, String> pathVariables) implements Match {}

    record NoSuchPath() implements Match {}

    record WrongMethod(List<HttpMethod> allowed) implements Match {}
  }

  private final List<Endpoint> endpoints;

  public RouteTable(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  public List<Operation> operations() {
    return endpoints.stream().map(Endpoint::operation).toList();
  }

  /**
   * There are two dozen endpoints; comparing segments one by one costs less than a cleverer index.
   */
  public Match match(HttpMethod method, String path) {
    List<String> segments = PathTemplate.segmentsOf(path);
    List<HttpMethod> allowed = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> variables = endpoint.operation().path().match(segments);
      if (variables.isPresent()) {
        if (endpoint.operation().method().equals(method)) {
          return new Match.Found(endpoint, variables.get());
        }
        allowed.add(endpoint.operation().method());
      }
    }
    if (allowed.isEmpty()) {
      return new Match.NoSuchPath();
    }
    if (allowed.contains(HttpMethods.GET)) {
      allowed.add(HttpMethods.HEAD);
    }
    return new Match.WrongMethod(allowed);
  }
}
