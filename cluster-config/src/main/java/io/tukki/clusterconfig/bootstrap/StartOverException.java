package io.tukki.clusterconfig.bootstrap;

/** The node can start, but only as a new process of the cluster: it must leave and come back. */
final class StartOverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartOverException(String because) {
    super(because);
  }
}
