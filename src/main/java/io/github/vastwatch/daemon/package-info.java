/** The one place where things are constructed, started and stopped, in order. */
@NullMarked
package io.github.vastwatch.daemon;

import org.jspecify.annotations.NullMarked;
