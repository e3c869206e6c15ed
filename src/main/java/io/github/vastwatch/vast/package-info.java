/** The only package that knows Vast.ai's HTTP and JSON. */
@NullMarked
package io.github.vastwatch.vast;

import org.jspecify.annotations.NullMarked;
