package io.tukki.clusterconfig.cli;

import java.io.IOException;

/** Whoever read our output has gone, as {@code head} does; a reason to end, not to complain. */
final class BrokenPipe extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokenPipe(IOException cause) {
    super(null, cause, false, false);
  }
}
