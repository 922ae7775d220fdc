package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.text.Escapes;
import io.tukki.clusterconfig.cli.text.JsonFormat;
import io.tukki.clusterconfig.cli.text.RecordFormat;
import io.tukki.clusterconfig.cli.text.RecordTemplate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How records are printed. */
final class OutputOptions {

  private static final byte[] NOTHING = {};

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "value",
      description = {
        "value: values, each with the delimiter behind it (the default);",
        "key-value: key, separator, value, delimiter;",
        "json: all there is to know, a JSON document to a line;",
        "raw: values and nothing between them;",
        "or a template of your own: %%k key, %%v value, %%t topic, %%p partition, %%o offset,",
        "%%T timestamp in ms, %%I timestamp in ISO 8601, %%h headers, %%K and %%V sizes in bytes,",
        "and escapes such as \\n."
      })
  private String format;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "\\n",
      description =
          "What is printed behind each record; knows \\n \\t \\0 \\xHH (default: a line feed).")
  private String delimiter;

  @Option(
      names = "--key-separator",
      paramLabel = "TEXT",
      defaultValue = "\\t",
      description = "What key-value prints between them (default: a tab).")
  private String separator;

  RecordFormat recordFormat() {
    try {
      return switch (format) {
        case "value" -> RecordFormat.values(Escapes.decode(delimiter));
        case "key-value" ->
            RecordFormat.keysAndValues(Escapes.decode(separator), Escapes.decode(delimiter));
        case "json" -> new JsonFormat();
        case "raw" -> RecordFormat.values(NOTHING);
        default -> template();
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private RecordFormat template() {
    if (format.indexOf('%') < 0) {
      throw new IllegalArgumentException(
          "--format is value, key-value, json, raw or a template with %k, %v …, not '"
              + format
              + "'");
    }
    return RecordTemplate.parse(format);
  }
}
