package io.github.vastwatch.cli.console;

import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Whether a command asks Vast.ai while the quota of rows is used up. */
public final class ForceOption {
    @Option(
            names = "--force",
            description = "Ask even though Vast.ai has refused, because the quota of rows for the day is used up.")
    private boolean force;

    public boolean isGiven() {
        return force;
    }

    /** Why there is no answer. */
    public static String words(SearchResult result, VastClient vast, Clock clock) {
        RelativeTime relativeTime = new RelativeTime(clock.instant());
        return result instanceof SearchResult.NotAsked pause
                ? "Vast.ai was not asked: " + usedUp(pause.until(), clock)
                : "Vast.ai gave no answer: " + result.reason()
                        + vast.quotaPause()
                                .map(until -> "; the quota is used up until " + relativeTime.dated(until))
                                .orElse("");
    }

    public static String usedUp(Instant until, Clock clock) {
        return "its quota of rows for the day is used up until " + new RelativeTime(clock.instant()).dated(until)
                + "; --force asks anyway";
    }
}
