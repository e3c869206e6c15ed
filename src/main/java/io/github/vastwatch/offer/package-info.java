/** What Vast.ai sells and how to ask for it, as pure values: offers, fields, queries, questions. */
@NullMarked
package io.github.vastwatch.offer;

import org.jspecify.annotations.NullMarked;
