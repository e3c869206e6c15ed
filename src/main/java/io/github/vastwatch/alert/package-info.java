/** What is worth saying, and how far each telling has come. */
@NullMarked
package io.github.vastwatch.alert;

import org.jspecify.annotations.NullMarked;
