/** The page, {@code /metrics}, the probes and the API: they show what the daemon knows, and take a few commands. */
@org.jspecify.annotations.NullMarked
package io.github.vastwatch.web;
