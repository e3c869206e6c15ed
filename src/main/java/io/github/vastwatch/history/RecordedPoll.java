package io.github.vastwatch.history;

import io.github.vastwatch.offer.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * When a question was answered.
 *
 * @param watches names of the watches that were evaluated with the answer
 * @param complete whether the answer contained every row that the question asks for
 * @param holds how soon the next answer must follow for the time between them to count as seen
 */
public record RecordedPoll(Question asked, Set<String> watches, Instant at, boolean complete, Duration holds) {}
