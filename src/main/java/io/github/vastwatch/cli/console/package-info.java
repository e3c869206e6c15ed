/** What commands share: the terminal, the options of the config and the state, exit codes. */
@NullMarked
package io.github.vastwatch.cli.console;

import org.jspecify.annotations.NullMarked;
