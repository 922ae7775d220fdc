package io.tukki.core.result;

import java.util.function.Function;

/** What was asked for, or why not. */
public sealed interface Result<T> {

  record Ok<T>(T value) implements Result<T> {}

  record Refused<T>(Refusal refusal) implements Result<T> {}

  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Result<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  default <U> Result<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Ok<T>(var value) -> ok(change.apply(value));
      case Refused<T>(var refusal) -> refused(refusal);
    };
  }

  default <U> Result<U> flatMap(Function<? super T, Result<U>> change) {
    return switch (this) {
      case Ok<T>(var value) -> change.apply(value);
      case Refused<T>(var refusal) -> refused(refusal);
    };
  }

  /**
   * @throws RefusedException where this is a refusal: for callers whose own contract is exceptions,
   *     such as streams and futures
   */
  default T orThrow() {
    return switch (this) {
      case Ok<T>(var value) -> value;
      case Refused<T>(var refusal) -> throw new RefusedException(refusal);
    };
  }
}
