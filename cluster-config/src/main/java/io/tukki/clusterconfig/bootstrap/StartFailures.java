package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.ConfigException;
import io.tukki.actors.membership.meeting.WrongClusterException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Finds, in what a failed start threw, what a person can do something about. */
final class StartFailures {

  private StartFailures() {}

  /** To be thrown; a start that is to begin anew stays that. */
  static RuntimeException explain(Throwable failure) {
    Throwable cause = unwrap(failure);
    return switch (cause) {
      case StartOverException anew -> anew;
      case WrongClusterException wrong ->
          new NodeStartException(String.valueOf(wrong.getMessage()), wrong);
      case NodeStartException known -> known;
      case ConfigException config ->
          new NodeStartException("A setting cannot be used: " + config.getMessage(), config);
      default ->
          new NodeStartException(
              "The node cannot start: "
                  + Optional.ofNullable(cause.getMessage()).orElse(cause.toString()),
              cause);
    };
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
