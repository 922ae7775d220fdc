package io.tukki.persistence.log;

/** The process, or the machine, ends in the middle of a call. No code under test may catch this. */
public final class SimulatedCrash extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SimulatedCrash() {
    super("the process is gone");
  }
}
