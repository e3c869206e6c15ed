/** Commands that write, check and import a config. */
@NullMarked
package io.github.vastwatch.cli.config;

import org.jspecify.annotations.NullMarked;
