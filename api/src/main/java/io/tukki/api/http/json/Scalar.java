package io.tukki.api.http.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;

/** A configuration value, which may be written as a string, a number or a boolean. */
public record Scalar(String text) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Scalar of(JsonNode node) {
    if (!node.isValueNode()) {
      throw new IllegalArgumentException("a value is a string, a number, true or false");
    }
    return new Scalar(node.asText());
  }
}
