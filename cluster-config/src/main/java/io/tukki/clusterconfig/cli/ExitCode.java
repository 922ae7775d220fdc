package io.tukki.clusterconfig.cli;

/** How a command ends, for scripts. */
public enum ExitCode {
  DONE(0),
  /** It was refused, or did not work. */
  FAILED(1),
  /** The command line makes no sense. */
  USAGE(2),
  /** No node answers there. */
  UNREACHABLE(3),
  /** Whoever read the output went away; the number is the shell's for SIGPIPE. */
  BROKEN_PIPE(141);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
