/** Reaching someone; the only package that knows SMTP and webhooks. */
@NullMarked
package io.github.vastwatch.notify;

import org.jspecify.annotations.NullMarked;
