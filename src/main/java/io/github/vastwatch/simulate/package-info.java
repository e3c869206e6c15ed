/** A market to try against: realistic offers that come, go and change their price, within Vast.ai's limits. */
@NullMarked
package io.github.vastwatch.simulate;

import org.jspecify.annotations.NullMarked;
