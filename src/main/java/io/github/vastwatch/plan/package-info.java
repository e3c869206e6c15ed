/** What to ask next: the fewest and smallest questions that show every watch what it needs, within the budgets. */
@org.jspecify.annotations.NullMarked
package io.github.vastwatch.plan;
