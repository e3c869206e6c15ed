/** Commands that show what the market did, as tables, charts and pictures. */
@NullMarked
package io.github.vastwatch.cli.history;

import org.jspecify.annotations.NullMarked;
