/** A marketplace to try against: real-looking offers that come, go and change their price. */
@NullMarked
package io.github.vastwatch.simulate;

import org.jspecify.annotations.NullMarked;
