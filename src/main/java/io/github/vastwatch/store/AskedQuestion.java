package io.github.vastwatch.store;

import io.github.vastwatch.plan.WatchQuestion;
import java.time.Instant;
import java.util.List;

/** A question that was asked, and the parts that its answer serves. */
public record AskedQuestion(List<WatchQuestion.Id> parts, Instant at) {
    public AskedQuestion {
        parts = List.copyOf(parts);
    }
}
