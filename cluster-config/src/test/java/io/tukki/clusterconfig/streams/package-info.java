/** The Java API on a real node, embedded in the test's own JVM as an application would embed it. */
@NullMarked
package io.tukki.clusterconfig.streams;

import org.jspecify.annotations.NullMarked;
