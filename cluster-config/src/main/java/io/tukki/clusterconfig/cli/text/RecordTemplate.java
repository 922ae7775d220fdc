package io.tukki.clusterconfig.cli.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A format of the user's own: text, escapes, and {@code %} placeholders.
 *
 * <p>{@code %k} key, {@code %v} value, {@code %t} topic, {@code %p} partition, {@code %o} offset,
 * {@code %T} timestamp in ms, {@code %I} timestamp in ISO 8601, {@code %h} headers, {@code %K} and
 * {@code %V} sizes in bytes, {@code %%} a per cent sign.
 */
public final class RecordTemplate implements RecordFormat {

  static final byte[] NOTHING = {};

  private final List<RecordFormat> parts;

  private RecordTemplate(List<RecordFormat> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * @throws IllegalArgumentException naming the placeholder or the escape that is not one
   */
  public static RecordTemplate parse(String template) {
    List<RecordFormat> parts = new ArrayList<>();
    int from = 0;
    for (int at = template.indexOf('%'); at >= 0; at = template.indexOf('%', from)) {
      addLiteral(parts, template.substring(from, at));
      parts.add(placeholder(at + 1 < template.length() ? template.charAt(at + 1) : ' '));
      from = at + 2;
    }
    if (from < template.length()) {
      addLiteral(parts, template.substring(from));
    }
    return new RecordTemplate(parts);
  }

  @Override
  public void print(TextRecord record, OutputStream output) throws IOException {
    for (RecordFormat part : parts) {
      part.print(record, output);
    }
  }

  private static void addLiteral(List<RecordFormat> parts, String text) {
    if (!text.isEmpty()) {
      byte[] literal = Escapes.decode(text);
      parts.add((record, output) -> output.write(literal));
    }
  }

  private static RecordFormat placeholder(char kind) {
    return switch (kind) {
      case 'k' -> (record, output) -> output.write(record.key().orElse(NOTHING));
      case 'v' -> (record, output) -> output.write(record.value().orElse(NOTHING));
      case 't' -> (record, output) -> text(record.topic(), output);
      case 'p' -> (record, output) -> text(Integer.toString(record.partition()), output);
      case 'o' -> (record, output) -> text(Long.toString(record.offset()), output);
      case 'T' -> (record, output) -> text(Long.toString(record.timestampMs()), output);
      case 'I' ->
          (record, output) -> text(Instant.ofEpochMilli(record.timestampMs()).toString(), output);
      case 'h' -> RecordTemplate::headers;
      case 'K' ->
          (record, output) -> text(Integer.toString(record.key().orElse(NOTHING).length), output);
      case 'V' ->
          (record, output) -> text(Integer.toString(record.value().orElse(NOTHING).length), output);
      case '%' -> (record, output) -> output.write('%');
      default ->
          throw new IllegalArgumentException(
              "'%" + kind + "' is no placeholder; there are %k %v %t %p %o %T %I %h %K %V and %%");
    };
  }

  private static void headers(TextRecord record, OutputStream output) throws IOException {
    boolean first = true;
    for (TextRecord.Header header : record.headers()) {
      text((first ? "" : ",") + header.name() + "=", output);
      output.write(header.value().orElse(NOTHING));
      first = false;
    }
  }

  private static void text(String text, OutputStream output) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
