@NullMarked
package io.github.vastwatch.text;

import org.jspecify.annotations.NullMarked;
