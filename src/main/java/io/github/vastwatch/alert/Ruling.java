package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Known;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one answer comes to for one watch.
 *
 * @param known what to remember of offers, as far as it changed
 * @param told what was told of them, as far as it changed
 * @param dispatches what to tell, in order
 * @param judged what was decided of each find, and why
 * @param hello what the watch has to say if the answer is its first
 * @param forgetBefore whatever was last seen before then need not be remembered; empty keeps all
 * @param matching how many finds match now, those among them that were there when they were last asked for
 */
public record Ruling(
        List<Known> known,
        List<Told> told,
        Standing standing,
        List<Dispatch> dispatches,
        List<Judged> judged,
        Optional<Hello> hello,
        Optional<Instant> forgetBefore,
        int matching) {
    public Ruling {
        known = List.copyOf(known);
        told = List.copyOf(told);
        dispatches = List.copyOf(dispatches);
        judged = List.copyOf(judged);
    }
}
