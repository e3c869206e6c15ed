package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The line that a lock screen shows: what happened to which offer, and its price. Without a time, which depends on the zone. */
public final class Title {
    private Title() {}

    public static String of(Alert alert) {
        return "[" + alert.watch().orElse("vastwatch") + "] " + words(alert);
    }

    private static String words(Alert alert) {
        MessageKind kind = MessageKind.of(alert);
        Optional<Match> best = alert.best();
        if (kind == MessageKind.DIGEST && alert.terms().isPresent()) {
            return kind.label() + ": " + digest(alert, alert.terms().get());
        }
        if (best.isEmpty() || alert.terms().isEmpty()) {
            // An activity report starts with its own word.
            return (kind == MessageKind.ALIVE ? "" : kind.label() + ": ") + SafeText.isolated(sentence(alert));
        }
        List<String> marks = new ArrayList<>();
        if (Severity.of(alert) == Severity.URGENT) {
            marks.add("URGENT");
        }
        if (alert.matches().stream().anyMatch(match -> match.update().isPresent())) {
            marks.add("LATE");
        }
        marks.add(label(alert.terms().get(), best.get()));
        return String.join(", ", marks) + ": " + line(alert.terms().get(), best.get()) + others(alert);
    }

    private static String sentence(Alert alert) {
        String watches = alert.facts().getOrDefault("watches", "");
        if (alert.sentences().size() > 1 && !watches.isEmpty()) {
            return "watching " + watches;
        }
        String sentence = alert.sentences().get(0);
        // The name is already in the brackets.
        return alert.watch()
                .map(WatchStarted::opening)
                .filter(sentence::startsWith)
                .map(opening -> sentence.substring(opening.length()))
                .orElse(sentence);
    }

    /** {@code 3 match now, best $0.30/h 1× RTX 4090, Sweden}. */
    private static String digest(Alert alert, WatchTerms terms) {
        if (alert.best().isEmpty()) {
            String best = Optional.ofNullable(alert.facts().get("best"))
                    .map(value -> "; the best was " + terms.threshold().metric().words(new BigDecimal(value)))
                    .orElse("");
            return "no offer matches now" + best;
        }
        int count = alert.count();
        return count
                + (count == 1 ? " matches now, " : " match now, best ")
                + line(terms, alert.best().get());
    }

    /** {@code  and 3 more (2 better, 1 gone)}; the counts only where the kinds differ and every offer is in the alert. */
    private static String others(Alert alert) {
        List<Match> matches = alert.matches();
        List<Match> others = matches.subList(1, matches.size());
        if (others.isEmpty()) {
            return "";
        }
        Map<MessageKind, Long> kinds =
                others.stream().collect(Collectors.groupingBy(MessageKind::of, TreeMap::new, Collectors.counting()));
        boolean areAlike = kinds.keySet().equals(Set.of(MessageKind.of(matches.get(0))));
        String words = kinds.entrySet().stream()
                .map(each -> (kinds.size() == 1 ? "" : each.getValue() + " ")
                        + (each.getKey() == MessageKind.REMINDER
                                ? "still there"
                                : each.getKey().wire()))
                .collect(Collectors.joining(", ", " (", ")"));
        return " and " + (alert.count() - 1) + " more" + (areAlike || alert.count() > matches.size() ? "" : words);
    }

    /** {@code NEW}, {@code GONE}, or the change of a price: {@code ▼ 12 %}. */
    static String label(WatchTerms terms, Match match) {
        MessageKind kind = MessageKind.of(match);
        return kind == MessageKind.BETTER || kind == MessageKind.WORSE
                ? change(match)
                        .map(change -> (terms.threshold().metric().isMoney() ? "" : kind.label() + " ") + change)
                        .orElse(kind.label())
                : kind.label();
    }

    private static Optional<String> change(Match match) {
        return match.previous().filter(before -> before.signum() > 0).flatMap(before -> {
            BigDecimal share = match.current()
                    .subtract(before)
                    .divide(before, MathContext.DECIMAL64)
                    .movePointRight(2);
            return share.signum() == 0 ? Optional.empty() : Optional.of(Amount.change(share.doubleValue()));
        });
    }

    /** {@code $0.389/h (limit $0.40) 1× RTX 4090, Sweden, reliability 0.995}; for a gone offer {@code 1× RTX 4090, Texas (was $0.267/h)}. */
    static String line(WatchTerms terms, Match match) {
        Metric metric = terms.threshold().metric();
        Offer offer = match.offer();
        String machine = machine(match.key()) + ", " + OfferView.place(offer);
        if (MessageKind.of(match) == MessageKind.GONE) {
            return machine + " (was " + metric.words(match.value()) + ")";
        }
        String also = metric.isWholePrice()
                ? ""
                : offer.number(Field.DPH_TOTAL)
                        .map(price -> " at " + Amount.perHour(price))
                        .orElse("");
        return metric.words(match.current()) + beside(terms.threshold(), match) + also + " " + machine
                + offer.number(Field.RELIABILITY)
                        .map(value -> ", reliability " + Amount.number(value))
                        .orElse("");
    }

    /** What to compare the value with: the previous value, the limit, or both. */
    private static String beside(Threshold threshold, Match match) {
        MessageKind kind = MessageKind.of(match);
        Metric metric = threshold.metric();
        List<String> beside = new ArrayList<>();
        if (kind == MessageKind.BETTER || kind == MessageKind.WORSE) {
            match.previous().ifPresent(before -> beside.add("was " + metric.amount(before)));
        }
        if (!threshold.isNone() && (kind != MessageKind.BETTER || beside.isEmpty())) {
            beside.add("limit " + metric.amount(threshold.value()));
        }
        return beside.isEmpty() ? "" : " (" + String.join(", ", beside) + ")";
    }

    /** {@code 2× RTX 4090}; for a whole machine the name alone. */
    static String machine(OfferKey key) {
        return (key.isMachine() ? "" : key.numGpus() + "× ") + SafeText.name(key.gpuName());
    }
}
