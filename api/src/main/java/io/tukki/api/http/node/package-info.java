/**
 * What the door says of the node: whether it lives and can serve, its metrics, the description of
 * the door itself.
 *
 * <p>Handlers never block.
 *
 * <p>Start reading at {@link io.tukki.api.http.node.NodeResource}.
 */
@NullMarked
package io.tukki.api.http.node;

import org.jspecify.annotations.NullMarked;
