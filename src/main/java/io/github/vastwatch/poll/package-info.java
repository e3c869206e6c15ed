/** The inbound loop: when to ask, what to ask, and what follows from the answer. */
@NullMarked
package io.github.vastwatch.poll;

import org.jspecify.annotations.NullMarked;
