package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.BetterBy;
import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.GoneAfter;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.IncidentRule;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Rearm;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Weekdays;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads which matches of a watch are told, and when.
 *
 * @param own the watch
 * @param behind the defaults
 * @param zone the watch's time zone, if one is given
 */
record AlertReader(Section own, Optional<Section> behind, Optional<ZoneId> zone) {

    AlertSettings read(Query query, RentalType type, Metric metric, Map<String, Digest> digests, List<String> trouble) {
        AlertSettings usual = AlertSettings.usual(query, type);
        NotifyRules notifyRules = usual.notifyRules();
        Optional<BetterBy> betterBy = value("better_by", BetterBy::parse);
        betterBy.filter(each -> each.unit() == BetterBy.Unit.DOLLARS && !metric.isPrice())
                .ifPresent(each -> holder("better_by")
                        .problem(
                                "better_by",
                                "better_by: " + each + " is an amount of $/h, and " + metric + " is not one",
                                "write a share, as 5%"));
        return new AlertSettings(
                new NotifyRules(
                        value("per", Grouping::parse).orElse(notifyRules.grouping()),
                        events().orElse(notifyRules.events()),
                        value("confirm", text -> atLeastOne("confirm", text)).orElse(notifyRules.confirm()),
                        betterBy.orElse(notifyRules.betterBy()),
                        value("rearm", AlertReader::rearm).orElse(notifyRules.rearm()),
                        value("remind", AlertReader::remind).flatMap(each -> each),
                        value("on_start", AlertReader::isAlert).orElse(true),
                        value("top", text -> atLeastOne("top", text)).orElse(NotifyRules.TOP),
                        value("urgent", AlertReader::urgent)),
                value("slack", AlertReader::share).orElse(usual.slack()),
                goneAfter().orElse(usual.goneAfter()),
                new RateRules(
                        value("at_most", RateRules::parseAtMost)
                                .orElse(usual.rateRules().atMost()),
                        quietHours(),
                        value("stop_after", text -> atLeastOne("stop_after", text)),
                        digests),
                new Selection(ids("blocked"), ids("only")),
                new NoticeRules(
                        value("count", CountRule::parse),
                        value("absent", Amounts::duration),
                        value("hello", Numbers::flag).orElse(true),
                        new IncidentRule(trouble, value("trouble_after", Amounts::duration))));
    }

    private Section holder(String key) {
        return own.has(key) ? own : behind.orElse(own);
    }

    private <T> Optional<T> value(String key, Function<String, T> parse) {
        return own.read(key, parse).or(() -> behind.flatMap(each -> each.read(key, parse)));
    }

    private Optional<Set<Event>> events() {
        Section section = holder("events");
        own.node("events");
        boolean isEmptyList = section.node("events")
                .map(node ->
                        node instanceof SequenceNode list && list.getValue().isEmpty())
                .orElse(false);
        return isEmptyList
                ? Optional.of(Set.of())
                : section.readList("events", Event::parse).map(Set::copyOf);
    }

    private Set<Selection.Id> ids(String key) {
        own.node(key);
        return holder(key).readList(key, Selection.Id::parse).map(Set::copyOf).orElse(Set.of());
    }

    private Optional<GoneAfter> goneAfter() {
        own.node("gone_after");
        if (holder("gone_after")
                .node("gone_after")
                .filter(ScalarNode.class::isInstance)
                .isPresent()) {
            return holder("gone_after")
                    .read("gone_after", Amounts::duration)
                    .map(time -> new GoneAfter(Optional.empty(), time));
        }
        return holder("gone_after")
                .section("gone_after", AlertKeys.GONE, "gone_after")
                .map(section -> {
                    GoneAfter read = new GoneAfter(
                            section.read("answers", text -> atLeastOne("answers", text)),
                            section.read("time", Amounts::duration).orElse(GoneAfter.TIME));
                    section.done();
                    return read;
                });
    }

    private Optional<QuietHours> quietHours() {
        own.node("quiet_hours");
        Section holder = holder("quiet_hours");
        if (holder.node("quiet_hours").filter(ScalarNode.class::isInstance).isPresent()) {
            doubtUtc(holder, zone);
            return holder.read("quiet_hours", text -> quiet(text, Weekdays.ALL, zone, Optional.empty()));
        }
        return holder.section("quiet_hours", AlertKeys.QUIET, "quiet_hours").flatMap(section -> {
            section.require("at", "write at: \"23:00-07:00\"");
            Optional<ZoneId> read = section.read("timezone", Times::zone).or(() -> zone);
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            section.readList("days", Weekdays::parse).ifPresent(each -> each.forEach(days::addAll));
            Optional<Threshold> unless = section.read("unless", Threshold::parse);
            Optional<QuietHours> quiet =
                    section.read("at", text -> quiet(text, days.isEmpty() ? Weekdays.ALL : days, read, unless));
            section.done();
            doubtUtc(holder, read);
            return quiet;
        });
    }

    private static QuietHours quiet(
            String text, Set<DayOfWeek> days, Optional<ZoneId> zone, Optional<Threshold> unless) {
        QuietHours.Span span = QuietHours.Span.parse(text);
        return new QuietHours(span.from(), span.to(), days, zone.orElseGet(ZoneId::systemDefault), unless);
    }

    private static void doubtUtc(Section holder, Optional<ZoneId> zone) {
        boolean isUtc = ZoneId.systemDefault().getRules().equals(ZoneOffset.UTC.getRules());
        if (zone.isEmpty() && isUtc) {
            holder.doubt(
                    "quiet_hours",
                    "quiet hours without a timezone, on a machine that is set to UTC",
                    "write timezone: Europe/Berlin, or timezone: UTC if that is meant");
        }
    }

    private static Threshold urgent(String text) {
        Threshold urgent = Threshold.parse(text);
        if (urgent.isNone()) {
            throw new InvalidInput("urgent takes a threshold, and 'none' is none", "write it as dph_total <= 0.25");
        }
        return urgent;
    }

    private static int atLeastOne(String key, String text) {
        int number = Numbers.whole(text);
        if (number < 1) {
            throw new InvalidInput(key + " must be at least 1: " + number);
        }
        return number;
    }

    private static Rearm rearm(String text) {
        return switch (text) {
            case "never" -> Rearm.NEVER;
            case "always" -> Rearm.ALWAYS;
            default -> new Rearm(Optional.of(Amounts.duration(text)));
        };
    }

    private static Optional<Duration> remind(String text) {
        return List.of("off", "false").contains(text) ? Optional.empty() : Optional.of(Amounts.duration(text));
    }

    private static boolean isAlert(String text) {
        return switch (text) {
            case "alert" -> true;
            case "quiet" -> false;
            default ->
                throw InvalidInput.unknown(
                        "unknown start '" + text + "'", text, List.of("alert", "quiet"), "write alert or quiet");
        };
    }

    private static BigDecimal share(String text) {
        String number = text.strip().replaceAll("\\s*%$", "");
        if (!text.strip().endsWith("%") || !number.matches("\\d{1,3}(\\.\\d+)?")) {
            throw new InvalidInput("not a share: '" + text + "'", "write it as 2%");
        }
        BigDecimal share = new BigDecimal(number).movePointLeft(2);
        if (share.compareTo(AlertSettings.MOST_SLACK) > 0) {
            throw new InvalidInput("slack must be from 0% to 50%: " + number + "%");
        }
        return share;
    }
}
