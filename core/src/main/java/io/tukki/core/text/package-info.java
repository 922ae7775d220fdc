/**
 * Words for people: what more than one room needs to say something helpful. Pure functions of text;
 * nothing here knows what the words mean.
 *
 * <p>Start reading at {@link io.tukki.core.text.Spelling}.
 */
@NullMarked
package io.tukki.core.text;

import org.jspecify.annotations.NullMarked;
