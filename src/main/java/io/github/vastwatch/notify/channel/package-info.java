/** The channels: one file for each HTTP service, and what they share. */
@NullMarked
package io.github.vastwatch.notify.channel;

import org.jspecify.annotations.NullMarked;
