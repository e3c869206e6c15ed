/** What an alert says, the same for every channel. */
@NullMarked
package io.github.vastwatch.notify.message;

import org.jspecify.annotations.NullMarked;
