package io.github.vastwatch.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the daemon has done since its last activity report.
 *
 * @param polls how many polls were answered
 * @param alerts how many alerts watches sent
 * @param undelivered what did not arrive, or has failed and is tried again
 * @param worstGap how long a watch that was due did not see the complete market, at most
 */
public record Activity(Instant since, long polls, int alerts, int undelivered, Duration worstGap) {

    /** The activity report. */
    public Alert alert(String id, Instant now) {
        String line = String.format(
                Locale.ROOT,
                "alive: %,d polls, %,d alerts, %,d undelivered, worst gap %s, since %s",
                polls,
                alerts,
                undelivered,
                words(worstGap),
                since.truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace("T", " ")
                        .replaceAll("(:00)?Z$", " UTC"));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", since.toString());
        facts.put("polls", String.valueOf(polls));
        facts.put("alerts", String.valueOf(alerts));
        facts.put("undelivered", String.valueOf(undelivered));
        facts.put("worst_gap_s", String.valueOf(worstGap.toSeconds()));
        return Alert.notice(id, AlertKind.DAEMON_ALIVE, Optional.empty(), now, List.of(line), facts);
    }

    private static String words(Duration gap) {
        return gap.toMinutes() < 1
                ? "under 1 min"
                : gap.toHours() < 2 ? gap.toMinutes() + " min" : gap.toHours() + " h " + gap.toMinutesPart() + " min";
    }
}
