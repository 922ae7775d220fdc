/**
 * The doors for those who are not on the JVM: HTTP and the Kafka protocol.
 *
 * <p>Wire formats stay in their door; rules live in {@code io.tukki.core}.
 */
@NullMarked
package io.tukki.api;

import org.jspecify.annotations.NullMarked;
