package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.text.SafeText;
import java.time.Instant;
import java.time.ZoneId;
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
 */
public record Message(
        String title,
        List<String> sentences,
        List<OfferView> offers,
        int more,
        List<String> notes,
        Optional<String> link,
        MessageKind kind,
        Severity severity) {
    /** Longer ones are cut: nobody reads them, and no service takes them. */
    private static final int SENTENCE = 500;

    /** With moments as they are told in {@code zone}. */
    public static Message of(Alert alert, Instant now, ZoneId zone) {
        List<OfferView> offers = alert.terms()
                .map(watchTerms -> alert.matches().stream()
                        .limit(watchTerms.top())
                        .map(match -> OfferView.of(watchTerms, match, zone))
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
                alert.terms().flatMap(watchTerms -> alert.best().map(best -> SearchPage.of(watchTerms, best))),
                MessageKind.of(alert),
                Severity.of(alert));
    }

    /** The same with another title. */
    public Message titled(String other) {
        return new Message(other, sentences, offers, more, notes, link, kind, severity);
    }

    /** The same with a text in place of what is built in; it is cut into lines, which every format escapes. */
    public Message saying(String text) {
        List<String> lines = text.strip()
                .lines()
                // What a host writes is on its own line and turned its own way already.
                .map(line -> SafeText.cut(line.replaceAll("\\p{Cntrl}", " ").stripTrailing(), SENTENCE))
                .toList();
        return with(title, lines, List.of(), 0, List.of());
    }

    private Message with(String title, List<String> sentences, List<OfferView> offers, int more, List<String> notes) {
        return new Message(title, sentences, offers, more, notes, link, kind, severity);
    }

    /** What stands at its side, as 0xRRGGBB. */
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

    /** Says as much as fits. */
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
                .orElseThrow(() -> new IllegalStateException("not even a title fits into " + limit));
    }

    /** So that little is lost, and even of a thousand few are tried. */
    private static int fewer(int count) {
        return count - Math.max(1, count / 8);
    }

    /** {@code and 12 more}; empty when these are all. */
    public String moreWords() {
        return more > 0 ? "and " + more + " more" : "";
    }

    /** Everything but the title, without any markup. */
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
}
