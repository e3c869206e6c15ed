package io.github.vastwatch.config;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/** Reads watches, each with the defaults behind it. */
final class WatchReader {
    /** The vendor's command line prices 5 GB; few images fit into that. */
    private static final int DEFAULT_DISK_GB = 20;

    private static final Duration EVERY_WITH_KEY = Duration.ofMinutes(1);
    /** Without a key a thinned sample is all one gets; asking for it more often tells little more. */
    private static final Duration EVERY_WITHOUT_KEY = Duration.ofMinutes(5);

    private final Optional<Section> defaults;
    private final Set<String> channels;
    private final Duration every;
    private final Set<String> names = new HashSet<>();

    WatchReader(Optional<Section> defaults, Set<String> channels, boolean hasKey) {
        this.defaults = defaults;
        this.channels = channels;
        this.every = hasKey ? EVERY_WITH_KEY : EVERY_WITHOUT_KEY;
        // So that a default is checked even where every watch overrides it, and read once for its errors.
        defaults.ifPresent(section -> {
            section.read("every", Amounts::duration);
            section.read("cron", text -> Schedule.cron(text, ZoneId.of("UTC")));
            section.read("timezone", WatchReader::zone);
            section.read("disk", Amounts::gigabytes);
            section.read("type", RentalType::parse);
            channelsOf(section);
            rent(section);
        });
    }

    void done() {
        defaults.ifPresent(Section::done);
    }

    Optional<Watch> read(Node node, Problems problems) {
        Section unnamed = new Section(node, "a watch", new Problems("", name -> ""));
        String name = unnamed.read("name", text -> text).orElse("");
        Section section = new Section(node, name.isEmpty() ? "a watch" : "watch '" + name + "'", problems);
        String called = name.isEmpty() ? "a watch" : "watch '" + name + "'";
        if (section.lacks("name")) {
            section.missing("a watch has no name", "write name: cheap-4090");
        }
        section.read("name", text -> {
            Watch.checkName(text);
            if (!names.add(text)) {
                throw new Mistake("another watch is called '" + text + "'", "give each watch a name of its own");
            }
            return text;
        });
        Optional<Query> query = QueryReader.read(section);
        if (section.lacks("query")) {
            section.missing(called + " has no query", "write query: gpu_name=RTX_4090 num_gpus=1");
        }
        Optional<Threshold> threshold = section.read("threshold", Threshold::parse);
        if (section.lacks("threshold")) {
            section.missing(called + " has no threshold", "write threshold: dph_total <= 0.40");
        }
        query.ifPresent(asked -> threshold.ifPresent(limit -> doubtPrice(section, asked, limit)));
        boolean enabled = section.read("enabled", Numbers::flag).orElse(true);
        RentalType type = value(section, "type", RentalType::parse).orElse(RentalType.ON_DEMAND);
        int disk = value(section, "disk", Amounts::gigabytes).orElse(DEFAULT_DISK_GB);
        ZoneId zone = value(section, "timezone", WatchReader::zone).orElse(ZoneId.systemDefault());
        Optional<Instant> until = section.read("until", text -> until(text, zone));
        List<String> notify = channelsOf(section)
                .or(() -> defaults.flatMap(each -> each.readList("notify", text -> text)))
                .orElse(List.of());
        if (notify.isEmpty() && section.lacks("notify")) {
            section.missing(called + " tells nobody", "write notify: [CHANNEL], here or in defaults");
        }
        Rent rent = rent(section).or(() -> defaults.flatMap(WatchReader::rent)).orElse(Rent.DEFAULT);
        Schedule schedule = schedule(section, zone, query.map(Query::toString).orElse("") + type + disk);
        section.done();
        return query.flatMap(asked -> threshold.map(limit -> new Watch(
                name.isEmpty() ? "unnamed" : name, enabled, asked, type, disk, limit, schedule, until, notify, rent)));
    }

    private static void doubtPrice(Section section, Query query, Threshold threshold) {
        query.clauses().stream()
                .filter(clause -> clause.operator().isOrdering()
                        && (clause.field() == threshold.metric().field()
                                || clause.field() == Field.DPH_TOTAL
                                || clause.field() == Field.MIN_BID))
                .forEach(clause -> section.node("query")
                        .ifPresent(node -> section.problems()
                                .doubt(
                                        node,
                                        new Mistake(
                                                clause + " in the query, beside the threshold " + threshold,
                                                "leave it to the threshold: what the query hides is not compared"))));
    }

    private Schedule schedule(Section section, ZoneId zone, String seed) {
        if (section.node("every").isPresent() && section.node("cron").isPresent()) {
            section.problem("cron", "both every and cron are given", "keep one of them");
        }
        // What the watch says itself comes before either default.
        return interval(section, seed)
                .or(() -> section.read("cron", text -> Schedule.cron(text, zone)))
                .or(() -> defaults.flatMap(each -> interval(each, seed)))
                .or(() -> defaults.flatMap(each -> each.read("cron", text -> Schedule.cron(text, zone))))
                .orElseGet(() -> Schedule.every(every, seed));
    }

    private static Optional<Schedule> interval(Section section, String seed) {
        return section.read("every", text -> Schedule.every(Amounts.duration(text), seed));
    }

    private <T> Optional<T> value(Section section, String key, Function<String, T> parse) {
        return section.read(key, parse).or(() -> defaults.flatMap(each -> each.read(key, parse)));
    }

    private Optional<List<String>> channelsOf(Section section) {
        return section.readList("notify", name -> {
            if (!channels.contains(name)) {
                throw Mistake.unknown(
                        "channel '" + name + "' is not defined",
                        name,
                        channels,
                        channels.isEmpty() ? "define it under channels:" : "there are " + String.join(", ", channels));
            }
            return name;
        });
    }

    private static Optional<Rent> rent(Section section) {
        return section.section("rent", "rent").map(each -> {
            String image = each.read("image", text -> text).orElse(Rent.DEFAULT.image());
            String options = each.read("options", text -> text).orElse(Rent.DEFAULT.options());
            BigDecimal bid = each.read("bid", Rent::parseBid).orElse(Rent.DEFAULT.bidAbove());
            each.done();
            return new Rent(image, options, bid);
        });
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw Mistake.unknown(
                    "unknown time zone '" + text + "'",
                    text,
                    ZoneId.getAvailableZoneIds(),
                    "write it as Europe/Berlin");
        }
    }

    private static Instant until(String text, ZoneId zone) {
        try {
            return LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw new Mistake("not a date: '" + text + "'", "write it as 2026-12-31; that day still counts");
        }
    }
}
