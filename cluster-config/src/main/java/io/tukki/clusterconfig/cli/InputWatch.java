package io.tukki.clusterconfig.cli;

import java.io.IOException;

/** Ends this process when whoever started it, and holds the other end of its input, is gone. */
final class InputWatch {

  private InputWatch() {}

  static void stopAtItsEnd() {
    Thread.ofPlatform().name("tukki-input").daemon(true).start(InputWatch::watch);
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException e) {
      // Gone as well.
    }
    System.exit(ExitCode.DONE.number());
  }
}
