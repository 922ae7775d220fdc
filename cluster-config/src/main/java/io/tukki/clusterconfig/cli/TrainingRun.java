package io.tukki.clusterconfig.cli;

/** Starts a node, sends and reads, and stops, all in this process. */
final class TrainingRun {

  private TrainingRun() {}

  static void run() {}
}
