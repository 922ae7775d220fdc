/**
 * The controller: the cluster singleton that owns topics, configurations, nodes and the places of
 * shards. Its protocol, its shell and the ways to reach it from any node.
 *
 * <p>No rule lives here; what to do about a command is decided in {@code core.cluster}, persisted,
 * and only then answered and told to followers. Safety does not rest on there being one singleton:
 * the log below fences whoever is not its writer. Actors are single-threaded; what other threads
 * may call says so.
 *
 * <p>Start reading at {@link io.tukki.actors.controller.ControllerCommand}, then {@code
 * Controller}.
 */
@NullMarked
package io.tukki.actors.controller;

import org.jspecify.annotations.NullMarked;
