package io.tukki.api.http.route;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** An operation and who does it. */
public record Endpoint(Operation operation, Handler handler) {

  /** Must not block. May throw, or fail its stage with, what {@code Problems} knows. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> handle(Call call);
  }
}
