package io.tukki.clusterconfig.bootstrap;

import io.tukki.api.http.node.Readiness;
import io.tukki.core.cluster.ClusterImage;

/**
 * Keeps a new node from being called ready while the cluster that it was started with is not
 * complete: a topic made now would have fewer replicas than its owner expects. A node that comes
 * back serves at once, however few are there.
 */
final class Formation {

  private Formation() {}

  static String state(ClusterImage image, int awaited) {
    int registered = image.nodes().size();
    return registered >= awaited
        ? Readiness.OK
        : "%d of %d nodes have registered".formatted(registered, awaited);
  }
}
