/** The email channel: what a mail contains, and how it reaches an SMTP server. */
@NullMarked
package io.github.vastwatch.notify.mail;

import org.jspecify.annotations.NullMarked;
