/** Commands that read and change the state, beside a running daemon or without one. */
@NullMarked
package io.github.vastwatch.cli.state;

import org.jspecify.annotations.NullMarked;
