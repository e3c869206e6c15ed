package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Workload;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a template, for an alert and for each of its offers. Values are texts, numbers, flags, null, and lists and
 * maps of these; every text of a host is on one line and short.
 */
final class TemplateVariables {
    private static final MathContext TEN_DIGITS = new MathContext(10);

    /**
     * A variable.
     *
     * @param unit the unit of a number; empty if it has none
     */
    record Variable<T>(String name, String meaning, String unit, Function<T, @Nullable Object> value) {}

    /**
     * An alert that a template is rendered for.
     *
     * @param builtIn its built-in message
     * @param offers how many of its offers the template gets, best first
     */
    record Context(Alert alert, Message builtIn, int offers, ZoneId zone) {
        Map<String, @Nullable Object> variables() {
            return values(ALERT, this);
        }

        List<OfferContext> matches() {
            return alert.matches().stream()
                    .limit(offers)
                    .map(match -> new OfferContext(alert, match, zone))
                    .toList();
        }
    }

    /** An offer of an alert. */
    record OfferContext(Alert alert, Match match, ZoneId zone) {}

    static final List<Variable<OfferContext>> OFFER = Stream.concat(
                    Stream.<Variable<OfferContext>>of(
                            view("headline", "price, limit, machine and place", OfferView::headline),
                            match("event", "new, better, worse, gone, back or reminder", TemplateVariables::event),
                            view("reason", "why the offer is in the alert", OfferView::reason),
                            match("value", "the value that the threshold is on", match -> plain(match.current())),
                            match("gone", "whether it no longer matches, in a late alert", Match::isGone),
                            match(
                                    "previous",
                                    "the value when the offer was last sent; may be null",
                                    match -> match.previous()
                                            .map(TemplateVariables::plain)
                                            .orElse(null)),
                            view("flags", "warnings about the offer", OfferView::flags),
                            view("about", "what is known about the offer, by label", OfferView::facts),
                            view("command", "the command that rents it; may be empty", OfferView::command),
                            view("link", "the search page with such offers", OfferView::link),
                            view("change", "what happened, as in the title: NEW, GONE, ▼ 12 %", OfferView::label),
                            match(
                                    "key",
                                    "identifies the offer over time",
                                    match -> SafeText.name(match.key().toString())),
                            offer(
                                    "type",
                                    "on-demand, bid or reserved",
                                    offer -> offer.type().wire()),
                            match(
                                    "sizes",
                                    "for a machine, the numbers of GPUs that match",
                                    match -> match.sizes().stream()
                                            .map(Integer::longValue)
                                            .toList()),
                            offer(
                                    "seen_at",
                                    "when it was seen; for the filter date",
                                    offer -> offer.seenAt().toString())),
                    Stream.concat(
                            Arrays.stream(Field.values()).map(TemplateVariables::of),
                            Metric.figures(Optional.empty()).stream().map(TemplateVariables::of)))
            .toList();

    static final List<Variable<Context>> ALERT = List.of(
            message("title", "the built-in subject", Message::title),
            message("text", "the built-in text, several lines", Message::text),
            alert(
                    "kind",
                    "the kind of alert, as offers.matched or incident.started",
                    alert -> alert.alertKind().wire()),
            of("events", "what happened to its offers, as new or better", TemplateVariables::events),
            alert(
                    "watch",
                    "the watch; empty if the alert is about none",
                    alert -> alert.watch().orElse("")),
            terms(
                    "threshold",
                    "the watch's threshold",
                    "",
                    terms -> terms.threshold().toString()),
            terms(
                    "metric",
                    "the value that the threshold is on",
                    "",
                    terms -> terms.threshold().metric().wire()),
            terms("disk", "the disk that prices include", "GB", terms -> (long) terms.diskGb()),
            terms(
                    "workload",
                    "the job that job_cost is for; may be empty",
                    "",
                    terms -> terms.workload().map(Workload::toString).orElse("")),
            alert(
                    "when",
                    "the time of the decision; for the filter date",
                    alert -> alert.at().toString()),
            message(
                    "severity",
                    "urgent, high, normal or low",
                    message -> message.severity().wire()),
            message(
                    "urgent",
                    "whether the severity is urgent or high",
                    message -> message.severity().isLoud()),
            message(
                    "subject_kind",
                    "the kind of message: new, better, back, gone, trouble …",
                    message -> message.kind().wire()),
            message("sentences", "the text besides the offers", Message::sentences),
            of("offers", "the offers, best first; their variables are listed below", TemplateVariables::offers),
            of("more", "how many offers are left out", TemplateVariables::more),
            alert("matching", "how many offers match now, listed or not", alert -> (long) alert.matching()),
            message("notes", "when it was seen, how to silence it, the alert id", Message::notes),
            message(
                    "link",
                    "the search page with such offers; may be empty",
                    message -> message.link().orElse("")),
            alert("facts", "values of the alert for programs, by name", TemplateVariables::facts),
            alert("alert_id", "the id of the alert", Alert::id));

    private TemplateVariables() {}

    private static <T> Variable<T> of(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Variable<>(name, meaning, "", value);
    }

    private static Variable<OfferContext> view(String name, String meaning, Function<OfferView, Object> value) {
        return of(
                name,
                meaning,
                each -> each.alert()
                        .terms()
                        .map(terms -> value.apply(OfferView.of(terms, each.match(), each.zone())))
                        .orElse(""));
    }

    private static Variable<OfferContext> match(String name, String meaning, Function<Match, @Nullable Object> value) {
        return of(name, meaning, each -> value.apply(each.match()));
    }

    private static Variable<OfferContext> offer(String name, String meaning, Function<Offer, @Nullable Object> value) {
        return of(name, meaning, each -> value.apply(each.match().offer()));
    }

    private static Variable<Context> alert(String name, String meaning, Function<Alert, Object> value) {
        return of(name, meaning, each -> value.apply(each.alert()));
    }

    private static Variable<Context> message(String name, String meaning, Function<Message, Object> value) {
        return of(name, meaning, each -> value.apply(each.builtIn()));
    }

    private static Variable<Context> terms(
            String name, String meaning, String unit, Function<WatchTerms, Object> value) {
        return new Variable<>(
                name, meaning, unit, each -> each.alert().terms().map(value).orElse(null));
    }

    private static Variable<OfferContext> of(Field field) {
        String meaning = switch (field) {
            // In a query they mean something else.
            case GEOLOCATION -> "place and country";
            case ID -> "the current id, to rent it";
            default -> field.meaning();
        };
        return new Variable<>(
                field.wire(),
                meaning,
                field.queryUnit(),
                each -> value(field, each.match().offer()));
    }

    private static Variable<OfferContext> of(Metric metric) {
        return new Variable<>(
                metric.wire(),
                metric.meaning(),
                metric.unit().toString(),
                each -> each.alert()
                        .terms()
                        .flatMap(terms ->
                                metric.of(terms.workload()).valueOf(each.match().offer()))
                        .map(TemplateVariables::plain)
                        .orElse(null));
    }

    private static <T> Map<String, @Nullable Object> values(List<Variable<T>> variables, T from) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        variables.forEach(each -> values.put(each.name(), each.value().apply(from)));
        return values;
    }

    private static String event(Match match) {
        return match.reason().event().map(Event::wire).orElse("");
    }

    private static List<Map<String, @Nullable Object>> offers(Context context) {
        return context.matches().stream().map(offer -> values(OFFER, offer)).toList();
    }

    private static long more(Context context) {
        return (long) context.alert().count() - context.matches().size();
    }

    private static Map<String, String> facts(Alert alert) {
        Map<String, String> facts = new LinkedHashMap<>();
        alert.facts().forEach((name, fact) -> facts.put(name, SafeText.isolated(fact)));
        return facts;
    }

    private static List<String> events(Context context) {
        return context.matches().stream()
                .flatMap(each -> each.match().reason().event().stream())
                .map(Event::wire)
                .distinct()
                .toList();
    }

    /** The value of a field in its common unit. */
    private static @Nullable Object value(Field field, Offer offer) {
        return switch (field.type()) {
            case FLAG -> offer.flag(field).orElse(null);
            case TEXT, COUNTRY, VERSION, RELEASE ->
                offer.text(field).map(SafeText::name).orElse(null);
            case INTEGER, NUMBER ->
                offer.number(field)
                        .filter(Double::isFinite)
                        .map(number -> number(field, number))
                        .orElse(null);
        };
    }

    private static Object number(Field field, double number) {
        boolean isWhole = field.type() == Field.Type.INTEGER && field.multiplier() == 1;
        return isWhole ? (Object) Math.round(number) : plain(BigDecimal.valueOf(number / field.multiplier()));
    }

    /** Without trailing zeros, an exponent and the noise of binary fractions. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.round(TEN_DIGITS).stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
