package io.tukki.clusterconfig.cli;

import picocli.CommandLine.Help.Ansi;

/**
 * What the launcher found out about the terminal. The JVM could be asked instead, but before JDK 22
 * only about input and output at once, and since then it loads a terminal library for the answer.
 */
final class Terminal {

  private Terminal() {}

  static boolean outputIsTerminal() {
    return Boolean.getBoolean("tukki.terminal.out");
  }

  static boolean errorIsTerminal() {
    return Boolean.getBoolean("tukki.terminal.err");
  }

  /** See no-color.org. */
  static Ansi colours() {
    String noColour = System.getenv("NO_COLOR");
    boolean wanted = noColour == null || noColour.isEmpty();
    return wanted && outputIsTerminal() ? Ansi.ON : Ansi.OFF;
  }
}
