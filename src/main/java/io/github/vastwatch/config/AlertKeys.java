package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.DURATION;
import static io.github.vastwatch.config.ScalarCodec.FLAG;
import static io.github.vastwatch.config.ScalarCodec.TIME;
import static io.github.vastwatch.config.ScalarCodec.ZONE;
import static io.github.vastwatch.config.ScalarCodec.orOff;
import static io.github.vastwatch.config.ScalarCodec.text;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

import io.github.vastwatch.offer.InvalidInput;
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
import io.github.vastwatch.watch.Workload;
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

/** The keys of a watch that say which matches are sent, and when. */
final class AlertKeys {
    private static final Key<Grouping> PER =
            key("watch.per", word(List.of("machine", "offer"), Grouping::parse)).examples("machine");
    private static final Key<List<Event>> EVENTS = key(
            "watch.events",
            new ListCodec<>(word(Event.CHOICE.stream().map(Event::wire).toList(), Event::parse), true));
    private static final Key<Integer> CONFIRM =
            key("watch.confirm", whole(1, 100)).fallback(1);
    private static final Key<BetterBy> BETTER_BY = key(
                    "watch.better_by",
                    orOff("^\\s*(off|\\d+(\\.\\d+)?\\s*%|\\$\\s*\\d*\\.?\\d+)\\s*$", BetterBy::parse))
            .examples("5%", "$0.02");
    private static final Key<BigDecimal> SLACK = key(
                    "watch.slack",
                    text("^\\s*\\d+(\\.\\d+)?\\s*%\\s*$", AlertKeys::share)
                            .as(share ->
                                    share.movePointRight(2).stripTrailingZeros().toPlainString() + "%"))
            .fallback(Threshold.SLACK);
    private static final Key<Integer> GONE_ANSWERS =
            key("gone_after.answers", whole(1, 1000)).fallback(GoneAfter.ANSWERS);
    private static final Key<Duration> GONE_TIME =
            key("gone_after.time", DURATION).fallback(GoneAfter.TIME);

    static final Section GONE =
            Section.of("gone_after", GONE_ANSWERS, GONE_TIME).orJust(GONE_TIME);

    private static final Key<Values> GONE_AFTER = key("watch.gone_after", GONE);
    private static final Key<Rearm> REARM = key("watch.rearm", text("^(never|always|" + TIME + ")$", AlertKeys::rearm))
            .examples("1h");
    private static final Key<Optional<Duration>> REMIND = key(
                    "watch.remind",
                    orOff("^(off|" + TIME + ")$", AlertKeys::remind)
                            .as(time -> time.map(Amounts::text).orElse("off")))
            .fallback(Optional.empty())
            .examples("12h");
    private static final Key<Boolean> ON_START = key(
                    "watch.on_start",
                    word(List.of("alert", "quiet"), AlertKeys::isAlert).as(isAlert -> isAlert ? "alert" : "quiet"))
            .fallback(true);
    private static final Key<Threshold> URGENT =
            key("watch.urgent", text(AlertKeys::urgent)).examples("dph_total <= 0.25");
    private static final Key<Integer> TOP = key("watch.top", whole(1, 100)).fallback(NotifyRules.TOP);
    private static final Key<Optional<Integer>> AT_MOST = key(
                    "watch.at_most",
                    orOff("^\\s*(off|\\d{1,4}\\s*/\\s*h)\\s*$", RateRules::parseAtMost)
                            .as(most -> most.map(each -> each + "/h").orElse("off")))
            .fallback(Optional.of(RateRules.AT_MOST));
    private static final Key<QuietHours.Span> QUIET_AT = key(
                    "quiet_hours.at", text("^\\s*\\d{1,2}:\\d\\d\\s*-\\s*\\d{1,2}:\\d\\d\\s*$", QuietHours.Span::parse))
            .needed("write at: \"23:00-07:00\"")
            .examples("23:00-07:00");
    private static final Key<List<Set<DayOfWeek>>> QUIET_DAYS =
            key("quiet_hours.days", new ListCodec<>(text(Weekdays::parse))).examples("mon-fri");
    private static final Key<ZoneId> TIMEZONE =
            key("quiet_hours.timezone", ZONE).examples("Europe/Berlin");
    private static final Key<Threshold> QUIET_UNLESS =
            key("quiet_hours.unless", text(Threshold::parse)).examples("dph_total <= 0.15");

    static final Section QUIET = Section.of("quiet_hours", QUIET_AT, QUIET_DAYS, TIMEZONE, QUIET_UNLESS)
            .orJust(QUIET_AT);

    private static final Key<Values> QUIET_HOURS =
            key("watch.quiet_hours", QUIET).examples("23:00-07:00");
    private static final Key<CountRule> COUNT = key(
                    "watch.count", text("^\\s*(offers|machines|gpus)\\s*>=\\s*\\d{1,6}\\s*$", CountRule::parse))
            .examples("gpus >= 8");
    private static final Key<Duration> ABSENT = key("watch.absent", DURATION).examples("6h");
    private static final ScalarCodec<Selection.Id> ID =
            text("^\\s*([mM][aA][cC][hH][iI][nN][eE]|[hH][oO][sS][tT]):\\d+\\s*$", Selection.Id::parse);
    private static final Key<List<Selection.Id>> BLOCKED =
            key("watch.blocked", new ListCodec<>(ID)).examples("machine:146113");
    private static final Key<List<Selection.Id>> ONLY =
            key("watch.only", new ListCodec<>(ID)).examples("host:1234");
    private static final Key<Integer> STOP_AFTER =
            key("watch.stop_after", whole(1, 1_000_000)).examples("1");
    private static final Key<List<String>> TROUBLE =
            key("watch.trouble", new ListCodec<>(Channels.NAME)).examples("me");
    private static final Key<Duration> TROUBLE_AFTER =
            key("watch.trouble_after", DURATION).examples("30m");
    private static final Key<Boolean> HELLO = key("watch.hello", FLAG).fallback(true);

    /** All of them, in the order in which they are explained. */
    static final List<Key<?>> ALL = List.of(
            PER,
            EVENTS,
            CONFIRM,
            BETTER_BY,
            SLACK,
            GONE_AFTER,
            REARM,
            REMIND,
            ON_START,
            URGENT,
            TOP,
            AT_MOST,
            QUIET_HOURS,
            COUNT,
            ABSENT,
            BLOCKED,
            ONLY,
            STOP_AFTER,
            TROUBLE,
            TROUBLE_AFTER,
            HELLO);

    private AlertKeys() {}

    /**
     * What a watch sends, and when.
     *
     * @param usual what holds where the watch has no key
     * @param workload whose cost its thresholds are on
     * @param zone the watch's time zone, if one is given
     * @param digests the channels that get a summary in place of alerts
     */
    static AlertSettings read(
            Values watch,
            AlertSettings usual,
            Metric metric,
            Optional<Workload> workload,
            Optional<ZoneId> zone,
            List<String> channels,
            Map<String, Digest> digests) {
        NotifyRules rules = usual.notifyRules();
        watch.find(BETTER_BY)
                .filter(each -> each.unit() == BetterBy.Unit.DOLLARS && !metric.isMoney())
                .ifPresent(each -> watch.problem(
                        BETTER_BY,
                        "better_by: " + each + " is an amount of money, and " + metric + " is not one",
                        "write a share, as 5%"));
        return new AlertSettings(
                new NotifyRules(
                        watch.find(PER).orElse(rules.grouping()),
                        watch.find(EVENTS).map(Set::copyOf).orElse(rules.events()),
                        watch.get(CONFIRM),
                        watch.find(BETTER_BY).orElse(rules.betterBy()),
                        watch.find(REARM).orElse(rules.rearm()),
                        watch.get(REMIND),
                        watch.get(ON_START),
                        watch.get(TOP),
                        watch.find(URGENT).map(urgent -> urgent.of(workload))),
                watch.get(SLACK),
                watch.find(GONE_AFTER)
                        .map(gone -> new GoneAfter(gone.find(GONE_ANSWERS), gone.get(GONE_TIME)))
                        .orElse(usual.goneAfter()),
                new RateRules(watch.get(AT_MOST), quietHours(watch, zone, workload), watch.find(STOP_AFTER), digests),
                new Selection(
                        Set.copyOf(watch.find(BLOCKED).orElse(List.of())),
                        Set.copyOf(watch.find(ONLY).orElse(List.of()))),
                new NoticeRules(
                        watch.find(COUNT),
                        watch.find(ABSENT),
                        watch.get(HELLO),
                        new IncidentRule(trouble(watch, channels), watch.find(TROUBLE_AFTER))));
    }

    private static Optional<QuietHours> quietHours(
            Values watch, Optional<ZoneId> ofWatch, Optional<Workload> workload) {
        return watch.find(QUIET_HOURS).flatMap(quiet -> {
            Optional<ZoneId> zone = quiet.find(TIMEZONE).or(() -> ofWatch);
            boolean isUtc = ZoneId.systemDefault().getRules().equals(ZoneOffset.UTC.getRules());
            if (zone.isEmpty() && isUtc) {
                watch.warn(
                        QUIET_HOURS,
                        "quiet hours without a timezone, on a machine that is set to UTC",
                        "write timezone: Europe/Berlin, or timezone: UTC if that is intended");
            }
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            quiet.find(QUIET_DAYS).orElse(List.of()).forEach(days::addAll);
            return quiet.find(QUIET_AT)
                    .flatMap(span -> quiet.make(
                            QUIET_AT,
                            () -> new QuietHours(
                                    span.from(),
                                    span.to(),
                                    days.isEmpty() ? Weekdays.ALL : days,
                                    zone.orElseGet(ZoneId::systemDefault),
                                    quiet.find(QUIET_UNLESS).map(unless -> unless.of(workload)))));
        });
    }

    private static List<String> trouble(Values watch, List<String> channels) {
        List<String> names = watch.find(TROUBLE).orElse(List.of());
        if (names.size() == 1 && channels.equals(names)) {
            watch.warn(
                    TROUBLE,
                    "channel '" + names.get(0) + "' is the only channel, and cannot report its own failure",
                    "name another under trouble");
        }
        return names;
    }

    /** Warns of an urgent threshold that makes all or the worst urgent. */
    static void warnOfUrgent(Values watch, Threshold threshold) {
        watch.find(URGENT).ifPresent(urgent -> {
            if (urgent.isUpsideDown()) {
                watch.warn(
                        URGENT,
                        urgent + " makes the worse offers urgent, not the better",
                        "write " + urgent.withSignReversed() + " unless that is intended");
            } else if (!threshold.isNone() && urgent.isLooserThan(threshold)) {
                watch.warn(
                        URGENT,
                        "whatever meets " + threshold + " meets " + urgent + " too, so that every match is urgent",
                        "write a better value than the threshold");
            }
        });
    }

    /** Reports the thresholds that need a workload, in a watch without one. */
    static void refuseJobs(Values watch) {
        refuseJob(watch, watch, URGENT, Threshold::metric);
        watch.find(QUIET_HOURS).ifPresent(quiet -> refuseJob(watch, quiet, QUIET_UNLESS, Threshold::metric));
    }

    static <T> void refuseJob(Values watch, Values section, Key<T> key, Function<T, Metric> compared) {
        section.find(key)
                .map(compared)
                .filter(Metric::needsWorkload)
                .ifPresent(metric -> section.problem(
                        key,
                        metric + " is the cost of a workload, and " + watch.what() + " has none",
                        "write workload: {hours: 20, disk: 200GB, download: 100GB} in the watch"));
    }

    private static Threshold urgent(String text) {
        Threshold urgent = Threshold.parse(text);
        if (urgent.isNone()) {
            throw new InvalidInput("urgent needs a threshold, not 'none'", "write it as dph_total <= 0.25");
        }
        return urgent;
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
        List<String> words = List.of("alert", "quiet");
        if (!words.contains(text)) {
            throw InvalidInput.unknown("unknown start '" + text + "'", text, words, "write alert or quiet");
        }
        return text.equals("alert");
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
