/**
 * The command line's client of a node's HTTP door: requests out, answers and refusals in.
 *
 * <p>Blocking, one connection per caller at a time. Paths and JSON shapes are those of
 * docs/http.md, and nobody else in the command line knows them.
 *
 * <p>Start reading at {@link io.tukki.clusterconfig.cli.client.NodeClient}.
 */
@NullMarked
package io.tukki.clusterconfig.cli.client;

import org.jspecify.annotations.NullMarked;
