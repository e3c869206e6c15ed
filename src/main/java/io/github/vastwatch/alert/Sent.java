package io.github.vastwatch.alert;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert of the last hour.
 *
 * @param best the best value that it told, if it told offers
 */
public record Sent(Instant at, Optional<BigDecimal> best) {}
