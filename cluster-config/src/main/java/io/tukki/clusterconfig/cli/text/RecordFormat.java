package io.tukki.clusterconfig.cli.text;

import java.io.IOException;
import java.io.OutputStream;

/** Prints one record. */
@FunctionalInterface
public interface RecordFormat {

  void print(TextRecord record, OutputStream output) throws IOException;

  /** Values alone, each followed by the delimiter; empty for a record without value. */
  static RecordFormat values(byte[] delimiter) {
    byte[] end = delimiter.clone();
    return (record, output) -> {
      output.write(record.value().orElse(RecordTemplate.NOTHING));
      output.write(end);
    };
  }

  /** Key, separator, value, delimiter; a record without key has no separator either. */
  static RecordFormat keysAndValues(byte[] separator, byte[] delimiter) {
    byte[] between = separator.clone();
    byte[] end = delimiter.clone();
    return (record, output) -> {
      if (record.key().isPresent()) {
        output.write(record.key().get());
        output.write(between);
      }
      output.write(record.value().orElse(RecordTemplate.NOTHING));
      output.write(end);
    };
  }
}
