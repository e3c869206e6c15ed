/** Reads a search as pasted from elsewhere: a command line, a link, a program. */
@NullMarked
package io.github.vastwatch.cli.paste;

import org.jspecify.annotations.NullMarked;
