package io.tukki.api.http.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tukki.api.http.json.BytesReader;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code {"records":[…]}}. */
final class DocumentReader {

  private DocumentReader() {}

  /**
   * @throws ProblemException if anything in it is wrong: all of it is read, or nothing
   */
  static List<Draft> read(byte[] text, DraftReader.Context context, int maxRecords) {
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      return read(
          parser, new DraftReader(parser, new BytesReader(text.length), context), maxRecords);
    } catch (JsonProcessingException e) {
      throw Json.problem(e).asException();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static List<Draft> read(JsonParser parser, DraftReader reader, int maxRecords)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw shape(parser, "The body is an object: {\"records\":[…]}.");
    }
    if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals("records")) {
      throw parser.currentToken() == JsonToken.FIELD_NAME
          ? place(
              parser,
              Problem.of(
                      ProblemCode.UNKNOWN_FIELD,
                      "There is no field '%s' here.".formatted(parser.currentName()))
                  .knowing(List.of("records")))
          : shape(parser, "The field 'records' is missing.");
    }
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw shape(parser, "The field 'records' is an array.");
    }
    List<Draft> drafts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (drafts.size() == maxRecords) {
        throw shape(parser, "A request may hold %d records.".formatted(maxRecords));
      }
      drafts.add(reader.read(1));
    }
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw place(
          parser,
          Problem.of(
                  ProblemCode.UNKNOWN_FIELD, "Nothing but the one field 'records' is known here.")
              .knowing(List.of("records")));
    }
    if (parser.nextToken() != null) {
      throw shape(parser, "Something follows the object.");
    }
    return drafts;
  }

  private static ProblemException shape(JsonParser parser, String detail) {
    return place(parser, Problem.of(ProblemCode.INVALID_FIELD, detail));
  }

  private static ProblemException place(JsonParser parser, Problem problem) {
    var at = parser.currentTokenLocation();
    return problem.at(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr())).asException();
  }
}
