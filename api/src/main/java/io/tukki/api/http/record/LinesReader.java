package io.tukki.api.http.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tukki.api.http.json.BytesReader;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads whole lines of NDJSON, each a record; empty lines are skipped. One parser goes over all of
 * them, since making one costs as much as reading a short line.
 */
final class LinesReader {

  /**
   * What some lines hold.
   *
   * @param drafts the records of every line in front of the problem, or of all of them
   * @param nextLine the number of the line that follows, or of the one that has the problem
   */
  record Lines(long firstLine, long nextLine, List<Draft> drafts, Optional<Problem> problem) {}

  private final JsonParser parser;
  private final DraftReader reader;
  private final long firstLine;
  private final List<Draft> drafts = new ArrayList<>();

  /** The line, within the text, of the record that was begun last. */
  private int openLine;

  private boolean insideRecord;

  private LinesReader(JsonParser parser, DraftReader reader, long firstLine) {
    this.parser = parser;
    this.reader = reader;
    this.firstLine = firstLine;
  }

  /**
   * @param text in an array of its own
   */
  static Lines read(ByteBuffer text, long firstLine, DraftReader.Context context) {
    int length = text.remaining();
    try (JsonParser parser =
        Json.FACTORY.createParser(text.array(), text.arrayOffset() + text.position(), length)) {
      DraftReader reader = new DraftReader(parser, new BytesReader(length), context);
      return new LinesReader(parser, reader, firstLine).read();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private Lines read() throws IOException {
    try {
      while (parser.nextToken() != null) {
        readLine();
      }
      return lines(parser.currentLocation().getLineNr(), Optional.empty());
    } catch (ProblemException e) {
      return broken(e.problem());
    } catch (JsonProcessingException e) {
      return broken(Json.problem(e));
    }
  }

  private void readLine() throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (line == openLine) {
      throw notALine("Something follows the record on its line").asException();
    }
    openLine = line;
    insideRecord = true;
    Draft draft = reader.read(firstLine);
    if (parser.currentTokenLocation().getLineNr() != line) {
      throw notALine("The record does not end on its line").asException();
    }
    insideRecord = false;
    drafts.add(draft);
  }

  /**
   * A record that lacks its end is noticed at what follows it. But its own line is at fault, and
   * how the upload happened to be cut into texts must not show.
   */
  private Lines broken(Problem problem) {
    int line = problem.place().map(place -> (int) place.line()).orElse(openLine);
    if (insideRecord && line > openLine) {
      return lines(openLine, Optional.of(notALine("The record does not end on its line")));
    }
    return lines(line, Optional.of(problem));
  }

  private Problem notALine(String detail) {
    return Problem.of(ProblemCode.MALFORMED_JSON, detail + "; NDJSON has one record on each line.")
        .at(openLine, 1);
  }

  private Lines lines(int nextLine, Optional<Problem> problem) {
    long absolute = firstLine + nextLine - 1;
    return new Lines(
        firstLine,
        absolute,
        drafts,
        problem.map(it -> it.at(absolute, it.place().map(Problem.Place::column).orElse(1))));
  }
}
