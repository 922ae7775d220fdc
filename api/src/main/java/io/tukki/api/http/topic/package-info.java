/**
 * Topics over HTTP: list, create, describe, alter, delete.
 *
 * <p>Reads come from the node's image of the cluster, changes go to the controller through the
 * broker; what is allowed is decided there. Handlers never block.
 *
 * <p>Start reading at {@link io.tukki.api.http.topic.TopicsResource}.
 */
@NullMarked
package io.tukki.api.http.topic;

import org.jspecify.annotations.NullMarked;
