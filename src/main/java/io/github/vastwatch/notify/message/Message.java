package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Backlog;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.MissedAlertsNote;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.SafeText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What an alert says, in the parts that every channel lays out in its own way.
 *
 * @param title the line for a lock screen
 * @param sentences the text, besides the offers
 * @param offers the best offers
 * @param more how many offers are not shown
 * @param notes what applies to the whole message
 * @param chart the best prices of a week as heights from 1 to 8, and 0 for gaps; empty if too little is recorded
 * @param link the search page with offers like the best one
 */
public record Message(
        String title,
        List<String> sentences,
        List<OfferView> offers,
        int more,
        List<String> notes,
        List<Integer> chart,
        Optional<String> link,
        MessageKind kind,
        Severity severity) {
    /** Longer sentences are cut; services reject them. */
    private static final int SENTENCE = 500;

    /** The built-in message, with times in {@code zone}. */
    public static Message of(Alert alert, Instant now, ZoneId zone) {
        List<OfferView> offers = alert.terms()
                .map(terms -> alert.matches().stream()
                        .limit(terms.top())
                        .map(match -> OfferView.of(terms, match, zone))
                        .toList())
                .orElse(List.of());
        return new Message(
                Title.of(alert),
                Sentences.of(alert, zone).stream()
                        .map(sentence -> SafeText.cut(SafeText.isolated(sentence), SENTENCE))
                        .toList(),
                offers,
                alert.count() - offers.size(),
                Sentences.notes(alert, now, zone),
                Optional.ofNullable(alert.facts().get(MarketContext.SPARKLINE))
                        .map(MarketContext::heights)
                        .orElse(List.of()),
                alert.terms().flatMap(terms -> alert.best().map(best -> OfferView.searchPage(terms, best))),
                MessageKind.of(alert),
                Severity.of(alert));
    }

    /** The same with another title. */
    public Message withTitle(String other) {
        return new Message(other, sentences, offers, more, notes, chart, link, kind, severity);
    }

    /** The same with a text in place of the built-in one; channels escape its lines like their own. */
    public Message withText(String text) {
        List<String> lines = text.strip()
                .lines()
                // Values from a host are already on one line and isolated.
                .map(line -> SafeText.cut(line.replaceAll("\\p{Cntrl}", " ").stripTrailing(), SENTENCE))
                .toList();
        return with(title, lines, List.of(), 0, List.of());
    }

    private Message with(String title, List<String> sentences, List<OfferView> offers, int more, List<String> notes) {
        return new Message(title, sentences, offers, more, notes, chart, link, kind, severity);
    }

    /** The colour at its side, as 0xRRGGBB. */
    public int colour() {
        return severity == Severity.URGENT ? MessageKind.Colour.GOLD : kind.colour();
    }

    /** The same with fewer offers. */
    private Message limited(int most) {
        int kept = Math.min(most, offers.size());
        return with(title, sentences, offers.subList(0, kept), more + offers.size() - kept, notes);
    }

    /** The same without facts of offers. */
    private Message brief() {
        return with(title, sentences, offers.stream().map(OfferView::brief).toList(), more, notes);
    }

    /** The same with the first sentences only. */
    private Message firstWords(int most) {
        return with(title, sentences.subList(0, Math.min(most, sentences.size())), offers, more, notes);
    }

    /** Renders as much of it as fits: fewer offers first, then no facts, then fewer sentences. */
    public <T> T fitting(int limit, Function<Message, T> render, ToIntFunction<T> length) {
        Stream<Message> shorter = Stream.iterate(offers.size(), count -> count > 1, count -> count - 1)
                .map(this::limited);
        Message least = limited(1).brief();
        Stream<Message> words = Stream.iterate(sentences.size(), count -> count > 0, Message::fewer)
                .map(least::firstWords);
        return Stream.concat(
                        Stream.concat(shorter, Stream.of(limited(1))),
                        Stream.concat(words, Stream.of(least.firstWords(0))))
                .map(render)
                .filter(each -> length.applyAsInt(each) <= limit)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the title alone exceeds " + limit));
    }

    /** Drops one eighth at a time, so that even a long text takes few attempts. */
    private static int fewer(int count) {
        return count - Math.max(1, count / 8);
    }

    /** The notes that stand beside a drawn chart. */
    public List<String> notesBesideChart() {
        return notes.stream().filter(note -> !note.startsWith(Sentences.WEEK)).toList();
    }

    /** {@code and 12 more}; empty if all offers are shown. */
    public String moreWords() {
        return more > 0 ? "and " + more + " more" : "";
    }

    /** Everything but the title, without markup. */
    public String text() {
        StringBuilder text = new StringBuilder();
        sentences.forEach(sentence -> text.append(sentence).append('\n'));
        for (OfferView offer : offers) {
            text.append(text.isEmpty() ? "" : "\n").append(offer.headline()).append('\n');
            text.append(offer.reason()).append('\n');
            offer.flags().forEach(flag -> text.append("! ").append(flag).append('\n'));
            offer.facts()
                    .forEach((label, value) ->
                            text.append(label).append(": ").append(value).append('\n'));
            if (!offer.command().isEmpty()) {
                text.append(offer.command()).append('\n');
            }
        }
        if (more > 0) {
            text.append(moreWords()).append('\n');
        }
        text.append('\n');
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString().strip();
    }

    /** The text of a message besides its offers. */
    static final class Sentences {
        /** Begins the note with the sparkline. */
        static final String WEEK = "Best of the last 7 days: ";

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
                    + terms.threshold().metric().words(best) + ", " + Title.machine(key) + " of machine "
                    + key.machineId()
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
                MarketNote.of(alert, best).ifPresent(notes::add);
                Optional.ofNullable(alert.facts().get(MarketContext.SPARKLINE))
                        .ifPresent(bars -> notes.add(WEEK + bars));
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
                    .map(alerts ->
                            "This message replaces " + alerts + " alerts that waited while the channel was down.")
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
}
