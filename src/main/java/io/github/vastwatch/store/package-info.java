/** The state: what is remembered, by subject, over one database. The only package that knows SQL. */
@NullMarked
package io.github.vastwatch.store;

import org.jspecify.annotations.NullMarked;
