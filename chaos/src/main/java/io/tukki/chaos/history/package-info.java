/**
 * What the clients of a run did and saw, in a file that can be checked again later.
 *
 * <p>Start reading at {@link io.tukki.chaos.history.Event}. Values are not stored as text: a value
 * is (lane, sequence), see {@link io.tukki.chaos.history.Value}, so that stretches of them are runs
 * and a history of millions of records stays small.
 */
@NullMarked
package io.tukki.chaos.history;

import org.jspecify.annotations.NullMarked;
