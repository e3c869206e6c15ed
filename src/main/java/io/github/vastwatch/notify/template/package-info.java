/** Messages in the user's own words: templates, their variables and filters, and the sandbox they run in. */
@NullMarked
package io.github.vastwatch.notify.template;

import org.jspecify.annotations.NullMarked;
