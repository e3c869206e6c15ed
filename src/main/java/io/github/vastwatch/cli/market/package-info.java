/** Commands that search the market, and explain and plan searches. */
@NullMarked
package io.github.vastwatch.cli.market;

import org.jspecify.annotations.NullMarked;
