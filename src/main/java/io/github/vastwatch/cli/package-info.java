/** One class a command. */
@NullMarked
package io.github.vastwatch.cli;

import org.jspecify.annotations.NullMarked;
