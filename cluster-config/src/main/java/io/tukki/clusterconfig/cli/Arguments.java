package io.tukki.clusterconfig.cli;

import java.util.ArrayList;
import java.util.List;

/** What stands on the command line, in the order in which the commands want it. */
final class Arguments {

  private static final String URL = "--url";
  private static final String NO_MORE_OPTIONS = "--";

  /** As in {@code tukki topics list}. */
  private static final int MAX_VERBS = 2;

  private Arguments() {}

  /**
   * An address that is given before the verb goes behind it: {@code --url} is the verb's option.
   */
  static String[] inOrder(String... arguments) {
    List<String> url = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    int at = 0;
    while (at < arguments.length && rest.size() < MAX_VERBS) {
      String argument = arguments[at];
      if (argument.equals(URL) && at + 1 < arguments.length) {
        url.add(argument);
        url.add(arguments[++at]);
      } else if (argument.startsWith(URL + "=")) {
        url.add(argument);
      } else if (argument.startsWith("-")) {
        break;
      } else {
        rest.add(argument);
      }
      at++;
    }
    rest.addAll(List.of(arguments).subList(at, arguments.length));
    int end = rest.indexOf(NO_MORE_OPTIONS);
    rest.addAll(end < 0 ? rest.size() : end, url);
    return rest.toArray(String[]::new);
  }
}
