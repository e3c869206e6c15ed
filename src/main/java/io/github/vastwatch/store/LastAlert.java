package io.github.vastwatch.store;

import java.time.Instant;

/** The last that a watch told. */
public record LastAlert(String watch, String id, Instant at) {}
