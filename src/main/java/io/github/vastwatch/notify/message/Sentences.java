package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Backlog;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.MissedAlertsNote;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.text.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The text of a message besides its offers. */
final class Sentences {
    private Sentences() {}

    /** The sentences of the alert, with times in the zone of the channel. */
    static List<String> of(Alert alert, ZoneId zone) {
        if (alert.alertKind() == AlertKind.INCIDENT_STARTED && alert.facts().containsKey("until")) {
            return Stream.concat(
                            alert.sentences().stream(),
                            Stream.of("vastwatch asks again at " + moment(alert.facts(), "until", zone)))
                    .toList();
        }
        return alert.alertKind() == AlertKind.WATCH_DIGEST && alert.facts().containsKey("best_key")
                ? alert.terms()
                        .map(terms -> List.of(digest(alert, terms, zone)))
                        .orElse(alert.sentences())
                : alert.sentences();
    }

    private static String digest(Alert alert, WatchTerms terms, ZoneId zone) {
        Map<String, String> facts = alert.facts();
        OfferKey key = OfferKey.parse(facts.getOrDefault("best_key", ""));
        BigDecimal best = new BigDecimal(facts.getOrDefault("best", "0"));
        return "Best since " + moment(facts, "since", zone) + ": "
                + terms.threshold().metric().words(best) + ", " + Title.machine(key) + " of machine " + key.machineId()
                + ", at " + moment(facts, "best_at", zone) + ". " + matching(alert.count()) + ".";
    }

    private static String moment(Map<String, String> facts, String name, ZoneId zone) {
        return Durations.moment(Instant.parse(facts.getOrDefault(name, "")), zone);
    }

    /** What matches, when it was seen, how to silence it, and the ids of watch and alert. */
    static List<String> notes(Alert alert, Instant now, ZoneId zone) {
        List<String> notes = new ArrayList<>();
        alert.best().ifPresent(best -> {
            notes.add(matching(alert));
            notes.add((best.isToRent() || MessageKind.of(best) == MessageKind.WORSE ? "Seen " : "Last seen ")
                    + Durations.moment(best.offer().seenAt(), zone) + ", "
                    + Durations.words(Duration.between(best.offer().seenAt(), now)) + " before this was sent.");
        });
        alert.watch()
                .ifPresent(watch -> alert.best()
                        .filter(Match::isToRent)
                        .flatMap(best -> best.offer().number(Field.MACHINE_ID))
                        .ifPresent(machine -> notes.add("Silence it: vastwatch silence add --watch " + watch
                                + " --machine " + machine.longValue() + " --for 8h")));
        Optional.ofNullable(alert.facts().get(MissedAlertsNote.FACT))
                .map(missed -> Character.toUpperCase(missed.charAt(0)) + missed.substring(1) + ".")
                .ifPresent(notes::add);
        Optional.ofNullable(alert.facts().get(Backlog.FACT))
                .map(alerts -> "This message replaces " + alerts + " alerts that waited while the channel was down.")
                .ifPresent(notes::add);
        notes.add(source(alert) + ", alert " + alert.id());
        return notes;
    }

    private static String matching(Alert alert) {
        String now = matching(alert.matching());
        long hosts = alert.matches().stream()
                .flatMap(match -> match.offer().number(Field.HOST_ID).stream())
                .distinct()
                .count();
        boolean areKnown = alert.matches().stream()
                .allMatch(match -> match.offer().number(Field.HOST_ID).isPresent());
        return alert.matches().size() < 2 || !areKnown
                ? now + "."
                : now + "; those listed are from " + (hosts == 1 ? "one host." : hosts + " hosts.");
    }

    private static String matching(int count) {
        return switch (count) {
            case 0 -> "No offer matches now";
            case 1 -> "One offer matches now";
            default -> count + " offers match now";
        };
    }

    /** {@code Watch cheap-4090 (dph_total <= 0.40)}. */
    private static String source(Alert alert) {
        return alert.watch()
                .map(watch -> "Watch " + watch
                        + alert.terms()
                                .map(terms -> " (" + terms.threshold() + ")")
                                .orElse(""))
                .orElse("vastwatch");
    }
}
