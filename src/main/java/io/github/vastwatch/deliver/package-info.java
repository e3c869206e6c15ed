/** The outbound loop: from the outbox to the channels. */
@NullMarked
package io.github.vastwatch.deliver;

import org.jspecify.annotations.NullMarked;
