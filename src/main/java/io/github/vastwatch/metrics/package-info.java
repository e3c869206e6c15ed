/** Counters and gauges. */
@NullMarked
package io.github.vastwatch.metrics;

import org.jspecify.annotations.NullMarked;
