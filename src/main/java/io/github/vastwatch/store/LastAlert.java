package io.github.vastwatch.store;

import java.time.Instant;

/** The last alert of a watch. */
public record LastAlert(String watch, String id, Instant at) {}
