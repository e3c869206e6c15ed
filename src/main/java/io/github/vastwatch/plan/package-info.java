/** What to ask the market next: the fewest and smallest questions that show a renter everything. Pure. */
@org.jspecify.annotations.NullMarked
package io.github.vastwatch.plan;
