/** The YAML file, read strictly, every problem with its place. */
@NullMarked
package io.github.vastwatch.config;

import org.jspecify.annotations.NullMarked;
