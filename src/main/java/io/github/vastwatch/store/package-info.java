/** Remembering; the only package that knows SQL. */
@NullMarked
package io.github.vastwatch.store;

import org.jspecify.annotations.NullMarked;
