package io.tukki.clusterconfig.cli;

/** A command cannot do what it was asked. The message is for the user, in one line. */
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public CommandFailed(ExitCode exitCode, String message) {
    // No stack trace: this is told to a person, not debugged.
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
