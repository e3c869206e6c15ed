/** Commands that try things out: a demo, a rehearsal, one round, a simulated market. */
@NullMarked
package io.github.vastwatch.cli.lab;

import org.jspecify.annotations.NullMarked;
