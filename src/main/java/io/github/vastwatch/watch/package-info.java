/** What the user asked for, and what changed. */
@NullMarked
package io.github.vastwatch.watch;

import org.jspecify.annotations.NullMarked;
