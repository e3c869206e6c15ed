/** The inbound loop: from a schedule to the commit of what an answer means. */
@NullMarked
package io.github.vastwatch.poll;

import org.jspecify.annotations.NullMarked;
