/** What the market did: recorded runs of offers, and what can be computed from them. Pure. */
@org.jspecify.annotations.NullMarked
package io.github.vastwatch.history;
