/** The numbers we publish. */
@NullMarked
package io.github.vastwatch.metrics;

import org.jspecify.annotations.NullMarked;
