/**
 * The composition root: settings, wiring, command line.
 *
 * <p>Sees every module; no module sees it.
 */
@NullMarked
package io.tukki.clusterconfig;

import org.jspecify.annotations.NullMarked;
