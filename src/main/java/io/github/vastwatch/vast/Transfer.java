package io.github.vastwatch.vast;

import java.time.Duration;

/**
 * What it took to get one answer of Vast.ai, whatever it says.
 *
 * @param time from the request to the end of the answer
 * @param bytes of its body, compressed where it was
 * @param isTruncated whether the server left out matches
 */
public record Transfer(Duration time, long bytes, boolean isTruncated) {}
