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
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    record OfferContext(Alert alert, Match match, ZoneId zone) {
        private Offer offer() {
            return match.offer();
        }

        private Object view(Function<OfferView, Object> value) {
            return alert.terms()
                    .map(terms -> value.apply(OfferView.of(terms, match, zone)))
                    .orElse("");
        }
    }

    static final List<Variable<OfferContext>> OFFER = Stream.concat(
                    Stream.<Variable<OfferContext>>of(
                            of("headline", "price, limit, machine and place", each -> each.view(OfferView::headline)),
                            of(
                                    "event",
                                    "new, better, worse, gone, back or reminder",
                                    each -> each.match()
                                            .reason()
                                            .event()
                                            .map(Event::wire)
                                            .orElse("")),
                            of("reason", "why the offer is in the alert", each -> each.view(OfferView::reason)),
                            of(
                                    "value",
                                    "the value that the threshold is on",
                                    each -> plain(each.match().current())),
                            of(
                                    "gone",
                                    "whether it no longer matches, in a late alert",
                                    each -> each.match().isGone()),
                            of(
                                    "previous",
                                    "the value when the offer was last sent; may be null",
                                    each -> each.match()
                                            .previous()
                                            .map(TemplateVariables::plain)
                                            .orElse(null)),
                            of("flags", "warnings about the offer", each -> each.view(OfferView::flags)),
                            of("about", "what is known about the offer, by label", each -> each.view(OfferView::facts)),
                            of(
                                    "command",
                                    "the command that rents it; may be empty",
                                    each -> each.view(OfferView::command)),
                            of("link", "the search page with such offers", each -> each.view(OfferView::link)),
                            of(
                                    "change",
                                    "what happened, as in the title: NEW, GONE, ▼ 12 %",
                                    each -> each.view(OfferView::label)),
                            of(
                                    "key",
                                    "identifies the offer over time",
                                    each -> SafeText.name(each.match().key().toString())),
                            of(
                                    "type",
                                    "on-demand, bid or reserved",
                                    each -> each.offer().type().wire()),
                            of(
                                    "sizes",
                                    "for a machine, the numbers of GPUs that match",
                                    each -> each.match().sizes().stream()
                                            .map(Integer::longValue)
                                            .toList()),
                            of(
                                    "seen_at",
                                    "when it was seen; for the filter date",
                                    each -> each.offer().seenAt().toString())),
                    Arrays.stream(Field.values()).map(TemplateVariables::of))
            .toList();

    static final List<Variable<Context>> ALERT = List.of(
            of("title", "the built-in subject", each -> each.builtIn().title()),
            of(
                    "text",
                    "the built-in text, several lines",
                    each -> each.builtIn().text()),
            of(
                    "kind",
                    "the kind of alert, as offers.matched or incident.started",
                    each -> each.alert().alertKind().wire()),
            of("events", "what happened to its offers, as new or better", TemplateVariables::events),
            of(
                    "watch",
                    "the watch; empty if the alert is about none",
                    each -> each.alert().watch().orElse("")),
            of(
                    "threshold",
                    "the watch's threshold",
                    each -> terms(each, terms -> terms.threshold().toString())),
            of(
                    "metric",
                    "the value that the threshold is on",
                    each -> terms(each, terms -> terms.threshold().metric().wire())),
            of("disk", "the disk that prices include", "GB", each -> terms(each, terms -> (long) terms.diskGb())),
            of(
                    "when",
                    "the time of the decision; for the filter date",
                    each -> each.alert().at().toString()),
            of(
                    "severity",
                    "urgent, high, normal or low",
                    each -> each.builtIn().severity().wire()),
            of(
                    "urgent",
                    "whether the severity is urgent or high",
                    each -> each.builtIn().severity().isLoud()),
            of(
                    "subject_kind",
                    "the kind of message: new, better, back, gone, trouble …",
                    each -> each.builtIn().kind().wire()),
            of(
                    "sentences",
                    "the text besides the offers",
                    each -> each.builtIn().sentences()),
            of(
                    "offers",
                    "the offers, best first; their variables are listed below",
                    each -> each.matches().stream()
                            .map(offer -> values(OFFER, offer))
                            .toList()),
            of("more", "how many offers are left out", each ->
                    (long) (each.alert().count() - each.matches().size())),
            of("matching", "how many offers match now, listed or not", each ->
                    (long) each.alert().matching()),
            of(
                    "notes",
                    "when it was seen, how to silence it, the alert id",
                    each -> each.builtIn().notes()),
            of(
                    "link",
                    "the search page with such offers; may be empty",
                    each -> each.builtIn().link().orElse("")),
            of(
                    "facts",
                    "values of the alert for programs, by name",
                    each -> each.alert().facts().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    fact -> SafeText.isolated(fact.getValue()),
                                    (one, other) -> one,
                                    LinkedHashMap::new))),
            of("alert_id", "the id of the alert", each -> each.alert().id()));

    private TemplateVariables() {}

    private static <T> Variable<T> of(String name, String meaning, Function<T, @Nullable Object> value) {
        return new Variable<>(name, meaning, "", value);
    }

    private static <T> Variable<T> of(String name, String meaning, String unit, Function<T, @Nullable Object> value) {
        return new Variable<>(name, meaning, unit, value);
    }

    private static Variable<OfferContext> of(Field field) {
        String meaning = switch (field) {
            // In a query they mean something else.
            case GEOLOCATION -> "place and country";
            case ID -> "the current id, to rent it";
            default -> field.meaning();
        };
        return of(field.wire(), meaning, field.queryUnit(), each -> value(field, each.offer()));
    }

    private static <T> Map<String, @Nullable Object> values(List<Variable<T>> variables, T from) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        variables.forEach(each -> values.put(each.name(), each.value().apply(from)));
        return values;
    }

    private static @Nullable Object terms(Context context, Function<WatchTerms, Object> value) {
        return context.alert().terms().map(value).orElse(null);
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
