package io.tukki.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** As much of JSON Schema as the door's own schemas use; what it does not know, it fails at. */
record SchemaCheck(JsonNode api, JsonNode schema) {

  private static final List<String> KNOWN =
      List.of(
          "type",
          "format",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "$ref",
          "anyOf",
          "oneOf",
          "contentEncoding");

  static SchemaCheck of(JsonNode api, String name) {
    return new SchemaCheck(api, api.at("/components/schemas/" + name));
  }

  List<String> violations(JsonNode value) {
    List<String> violations = new ArrayList<>();
    check(schema, value, "$", violations);
    return violations;
  }

  private void check(JsonNode rule, JsonNode value, String at, List<String> violations) {
    rule.fieldNames()
        .forEachRemaining(
            keyword -> {
              if (!KNOWN.contains(keyword)) {
                violations.add(at + ": the check does not know " + keyword);
              }
            });
    if (rule.has("$ref")) {
      check(api.at(rule.path("$ref").asText().substring(1)), value, at, violations);
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (rule.has(choice) && !fitsOne(rule.path(choice), value)) {
        violations.add(at + ": fits none of " + choice);
      }
    }
    if (rule.has("type") && !isOf(rule.path("type"), value)) {
      violations.add(at + ": is no " + rule.path("type") + ": " + value);
    }
    if (rule.has("enum") && !contains(rule.path("enum"), value)) {
      violations.add(at + ": is none of " + rule.path("enum"));
    }
    value.forEach(
        item -> {
          if (value.isArray()) {
            check(rule.path("items"), item, at + "[]", violations);
          }
        });
    if (value.isObject()) {
      checkObject(rule, value, at, violations);
    }
  }

  private void checkObject(JsonNode rule, JsonNode value, String at, List<String> violations) {
    rule.path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                violations.add(at + ": lacks " + name.asText());
              }
            });
    value
        .properties()
        .forEach(
            field -> {
              String place = at + "." + field.getKey();
              JsonNode others = rule.path("additionalProperties");
              if (rule.path("properties").has(field.getKey())) {
                check(
                    rule.path("properties").path(field.getKey()),
                    field.getValue(),
                    place,
                    violations);
              } else if (others.isObject()) {
                check(others, field.getValue(), place, violations);
              } else if (others.isBoolean() && !others.asBoolean()) {
                violations.add(place + ": is not described");
              }
            });
  }

  private boolean fitsOne(JsonNode choices, JsonNode value) {
    for (JsonNode choice : choices) {
      if (new SchemaCheck(api, choice).violations(value).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode candidate : values) {
      if (candidate.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(JsonNode types, JsonNode value) {
    if (types.isArray()) {
      for (JsonNode type : types) {
        if (isOf(type, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (types.asText()) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
