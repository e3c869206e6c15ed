package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that a template can say, by its name. Values are texts, numbers, flags, lists and maps of them, and nothing;
 * every text is on one line and no longer than names are.
 *
 * @param meaning a few words, for people
 * @param unit of a number; empty where it has none
 */
public record TemplateVariable<T>(String name, String meaning, String unit, Function<T, @Nullable Object> value) {
    /** An offer under the terms of its watch. */
    record Told(Optional<WatchTerms> terms, Match match, ZoneId zone) {
        Offer offer() {
            return match.offer();
        }

        Map<String, @Nullable Object> variables() {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            OF_OFFER.forEach(each -> values.put(each.name(), each.value().apply(this)));
            return values;
        }

        private Optional<OfferView> view() {
            return terms.map(each -> OfferView.of(each, match, zone));
        }
    }

    private static final MathContext TEN_DIGITS = new MathContext(10);

    static final List<TemplateVariable<TemplateContext>> OF_ALERT = List.of(
            of("title", "the built-in subject", each -> each.message().title()),
            of(
                    "text",
                    "the built-in text, several lines",
                    each -> each.message().text()),
            of(
                    "kind",
                    "what it is about, as offers.matched or trouble.started",
                    each -> each.alert().alertKind().wire()),
            of("events", "what has happened to its offers, as new or better", TemplateVariable::events),
            of(
                    "watch",
                    "the watch; empty where it is about none",
                    each -> each.alert().watch().orElse("")),
            of(
                    "threshold",
                    "the watch's threshold",
                    each -> terms(each, watchTerms -> watchTerms.threshold().toString())),
            of(
                    "metric",
                    "what the threshold is on",
                    each -> terms(
                            each, watchTerms -> watchTerms.threshold().metric().wire())),
            of(
                    "disk",
                    "the disk that prices include",
                    "GB",
                    each -> terms(each, watchTerms -> (long) watchTerms.diskGb())),
            of(
                    "when",
                    "when it was decided; for the filter date",
                    each -> each.alert().at().toString()),
            of(
                    "severity",
                    "urgent, high, normal or low",
                    each -> each.message().severity().wire()),
            of(
                    "urgent",
                    "whether the severity is urgent or high",
                    each -> each.message().severity().isLoud()),
            of(
                    "subject_kind",
                    "what the title says: new, better, back, gone, trouble …",
                    each -> each.message().kind().wire()),
            of("sentences", "what is told in words", each -> each.message().sentences()),
            of("offers", "the offers, best first; what each has is listed below", TemplateVariable::offers),
            of("more", "how many offers are told beyond these", each -> (long) each.more()),
            of("matching", "how many offers match now, told here or not", each ->
                    (long) each.alert().matching()),
            of(
                    "notes",
                    "when it was seen, how to silence it, the alert id",
                    each -> each.message().notes()),
            of(
                    "link",
                    "the page to look for such offers; may be empty",
                    each -> each.message().link().orElse("")),
            of("facts", "what is told in words, for programs: by name", each -> facts(each.alert())),
            of("alert_id", "the id of the alert", each -> each.alert().id()));

    static final List<TemplateVariable<Told>> OF_OFFER = Stream.concat(
                    Stream.<TemplateVariable<Told>>of(
                            of("headline", "price, limit, machine and place", each -> view(each, OfferView::headline)),
                            of("event", "new, better, worse, gone, back or reminder", each -> event(each.match())),
                            of("reason", "why it is told", each -> view(each, OfferView::reason)),
                            of(
                                    "value",
                                    "what the threshold is on",
                                    each -> plain(each.match().current())),
                            of(
                                    "gone",
                                    "whether it no longer matches, in a late alert",
                                    each -> each.match().isGone()),
                            of(
                                    "previous",
                                    "the same when it was last told; may be nothing",
                                    TemplateVariable::previous),
                            of("flags", "what speaks against it", each -> view(each, OfferView::flags)),
                            of("about", "what there is to know, by label", each -> view(each, OfferView::facts)),
                            of("command", "how to rent it; may be empty", each -> view(each, OfferView::command)),
                            of("link", "the page to look for such offers", each -> view(each, OfferView::link)),
                            of(
                                    "change",
                                    "what has happened, as the title says it: NEW, GONE, ▼ 12 %",
                                    each -> view(each, OfferView::label)),
                            of(
                                    "key",
                                    "which offer it is over time",
                                    each -> SafeText.name(each.match().key().toString())),
                            of(
                                    "type",
                                    "on-demand, bid or reserved",
                                    each -> each.offer().type().wire()),
                            of("sizes", "of a machine, the numbers of GPUs to have", TemplateVariable::sizes),
                            of(
                                    "seen_at",
                                    "when it was seen; for the filter date",
                                    each -> each.offer().seenAt().toString())),
                    Arrays.stream(Field.values()).map(TemplateVariable::of))
            .toList();

    private static <T> TemplateVariable<T> of(String name, String meaning, Function<T, @Nullable Object> value) {
        return new TemplateVariable<>(name, meaning, "", value);
    }

    private static <T> TemplateVariable<T> of(
            String name, String meaning, String unit, Function<T, @Nullable Object> value) {
        return new TemplateVariable<>(name, meaning, unit, value);
    }

    private static TemplateVariable<Told> of(Field field) {
        // What it means to a query is another matter.
        String meaning = switch (field) {
            case GEOLOCATION -> "place and country";
            case ID -> "the offer's current number, to rent it by";
            default -> field.meaning();
        };
        return new TemplateVariable<>(field.wire(), meaning, field.queryUnit(), told -> value(field, told.offer()));
    }

    /** A field's value in the unit that people read. */
    private static @Nullable Object value(Field field, Offer offer) {
        return switch (field.type()) {
            case FLAG -> offer.flag(field).orElse(null);
            case INTEGER, NUMBER ->
                offer.number(field)
                        .filter(Double::isFinite)
                        .map(number -> number(field, number))
                        .orElse(null);
            case TEXT, COUNTRY, VERSION, RELEASE ->
                offer.text(field).map(SafeText::name).orElse(null);
        };
    }

    private static Object number(Field field, double number) {
        boolean isWhole = field.type() == Field.Type.INTEGER && field.multiplier() == 1;
        return isWhole ? (Object) Math.round(number) : plain(BigDecimal.valueOf(number / field.multiplier()));
    }

    /** Without zeros at the end, without an exponent, and without what binary numbers add far behind the point. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.round(TEN_DIGITS).stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static @Nullable Object terms(TemplateContext templateContext, Function<WatchTerms, Object> value) {
        return templateContext.alert().terms().map(value).orElse(null);
    }

    private static Object view(Told told, Function<OfferView, Object> value) {
        return told.view().map(value).orElse("");
    }

    private static List<String> events(TemplateContext templateContext) {
        return templateContext.told().stream()
                .flatMap(match -> match.reason().event().stream())
                .map(Event::wire)
                .distinct()
                .toList();
    }

    private static List<Map<String, @Nullable Object>> offers(TemplateContext templateContext) {
        return templateContext.told().stream()
                .map(match -> new Told(templateContext.alert().terms(), match, templateContext.zone()).variables())
                .toList();
    }

    private static Map<String, String> facts(Alert alert) {
        Map<String, String> facts = new LinkedHashMap<>();
        alert.facts().forEach((name, value) -> facts.put(name, SafeText.isolated(value)));
        return facts;
    }

    private static String event(Match match) {
        return match.reason().event().map(Event::wire).orElse("");
    }

    private static @Nullable Object previous(Told told) {
        return told.match().previous().map(TemplateVariable::plain).orElse(null);
    }

    private static List<Long> sizes(Told told) {
        return told.match().sizes().stream().map(Integer::longValue).toList();
    }
}
