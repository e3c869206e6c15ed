package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Kind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Missed;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.watch.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What an alert says to people, told once for every format that people read.
 *
 * @param title what suffices on a lock screen
 * @param sentences what is told in words
 * @param offers the best of what is told
 * @param more how many offers are told beyond these
 * @param notes what there is to know of all of them, and how to silence it
 * @param link the page to look for such offers; there is none of a single offer
 * @param isUrgent whether it is worth a louder sound: an offer far better than the limit, or trouble
 * @param isAboutOffers whether it tells of offers, here or in the user's words
 */
record Message(
        String title,
        List<String> sentences,
        List<OfferView> offers,
        int more,
        List<String> notes,
        Optional<String> link,
        boolean isUrgent,
        boolean isAboutOffers) {
    /** So much better than the limit is rare, and soon gone. */
    private static final double FAR_BETTER = 0.2;
    /** Longer ones are cut: nobody reads them, and no service takes them. */
    private static final int SENTENCE = 500;

    static Message of(Alert alert, Instant now) {
        List<OfferView> offers = alert.terms()
                .map(terms -> alert.matches().stream()
                        .limit(terms.top())
                        .map(match -> OfferView.of(terms, match))
                        .toList())
                .orElse(List.of());
        return new Message(
                MailBody.subject(alert),
                alert.sentences().stream()
                        .map(sentence -> Words.cut(Words.oneLine(sentence), SENTENCE))
                        .toList(),
                offers,
                alert.matches().size() - offers.size(),
                notes(alert, now),
                alert.best().map(SearchPage::of),
                isUrgent(alert),
                !offers.isEmpty());
    }

    /**
     * The same in the words of a template, as far as it has any; its text is cut into lines, which every format escapes
     * like those of its own.
     */
    static Message of(Alert alert, Template template, Instant now) {
        Message built = of(alert, now);
        String title = template.filled(Part.SUBJECT, alert, now).orElse(built.title);
        return template.filled(Part.TEXT, alert, now)
                .map(text -> new Message(
                        title, lines(text), List.of(), 0, List.of(), built.link, built.isUrgent, built.isAboutOffers))
                .orElseGet(() -> new Message(
                        title,
                        built.sentences,
                        built.offers,
                        built.more,
                        built.notes,
                        built.link,
                        built.isUrgent,
                        built.isAboutOffers));
    }

    private static List<String> lines(String text) {
        return text.strip()
                .lines()
                // What a host writes is on its own line and turned its own way already.
                .map(line -> Words.cut(line.replaceAll("\\p{Cntrl}", " ").stripTrailing(), SENTENCE))
                .toList();
    }

    private static List<String> notes(Alert alert, Instant now) {
        List<String> notes = new ArrayList<>();
        alert.best().ifPresent(best -> {
            notes.add(matching(alert));
            notes.add("Seen " + Words.moment(best.offer().seenAt()) + ", "
                    + Words.age(Duration.between(best.offer().seenAt(), now)) + " before this was sent.");
        });
        alert.watch()
                .ifPresent(watch -> alert.best()
                        .flatMap(best -> best.offer().number(Field.MACHINE_ID))
                        .ifPresent(machine -> notes.add("Silence it: vastwatch silence add --watch " + watch
                                + " --machine " + machine.longValue() + " --for 8h")));
        Optional.ofNullable(alert.facts().get(Missed.FACT))
                .map(missed -> Character.toUpperCase(missed.charAt(0)) + missed.substring(1) + ".")
                .ifPresent(notes::add);
        notes.add(MailBody.source(alert) + ", alert " + alert.id());
        return notes;
    }

    private static String matching(Alert alert) {
        String now = switch (alert.matching()) {
            case 0 -> "None matches now";
            case 1 -> "One matches now";
            default -> alert.matching() + " match now";
        };
        long hosts = alert.matches().stream()
                .flatMap(match -> match.offer().number(Field.HOST_ID).stream())
                .distinct()
                .count();
        boolean areKnown = alert.matches().stream()
                .allMatch(match -> match.offer().number(Field.HOST_ID).isPresent());
        return alert.matches().size() < 2 || !areKnown
                ? now + "."
                : now + "; those told here are of " + (hosts == 1 ? "one host." : hosts + " hosts.");
    }

    private static boolean isUrgent(Alert alert) {
        return alert.kind() == Kind.TROUBLE_STARTED
                || alert.terms()
                        .flatMap(terms -> alert.best().map(best -> isFarBetter(best, terms.threshold())))
                        .orElse(false);
    }

    private static boolean isFarBetter(Match match, Threshold threshold) {
        double limit = threshold.value().doubleValue();
        double over = match.current().doubleValue() - limit;
        return !threshold.isNone() && (threshold.isUpperBound() ? -over : over) / limit >= FAR_BETTER;
    }

    /** The same with fewer offers. */
    private Message limited(int most) {
        int kept = Math.min(most, offers.size());
        return new Message(
                title,
                sentences,
                offers.subList(0, kept),
                more + offers.size() - kept,
                notes,
                link,
                isUrgent,
                isAboutOffers);
    }

    /** The same without facts of offers. */
    private Message brief() {
        return new Message(
                title,
                sentences,
                offers.stream().map(OfferView::brief).toList(),
                more,
                notes,
                link,
                isUrgent,
                isAboutOffers);
    }

    /** The same with the first sentences only. */
    private Message firstWords(int most) {
        return new Message(
                title,
                sentences.subList(0, Math.min(most, sentences.size())),
                offers,
                more,
                notes,
                link,
                isUrgent,
                isAboutOffers);
    }

    /** Says as much as fits. */
    <T> T fitting(int limit, Function<Message, T> render, ToIntFunction<T> length) {
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
                .orElseThrow(() -> new IllegalStateException("not even a title fits into " + limit));
    }

    /** So that little is lost, and even of a thousand few are tried. */
    private static int fewer(int count) {
        return count - Math.max(1, count / 8);
    }

    /** {@code and 12 more}; empty when these are all. */
    String moreWords() {
        return more > 0 ? "and " + more + " more" : "";
    }

    /** Everything but the title, without any markup. */
    String text() {
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
}
