package io.github.vastwatch.notify.message;

import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Alerts of so many offers with whole rows, and with names that try to be more than names. */
public final class AlertFixtures {
    public static final List<String> NASTY = List.of(
            "\"RTX\" 'x' <b onclick=a()>4090</b> &amp; <!channel> <!-- ]]>",
            "@everyone <@123> @here <@&9> tg://user?id=1 javascript:alert(1)",
            "*b* _i_ ~s~ `c` ```x``` |t| [x](http://evil.example) <http://evil.example|x> # h",
            "\u202e\u05d0\u05d1\u05d2 4090 \u202c \u2067x\u2069 \u0631",
            "RTX\r\nBcc: evil@example.org\r\n\r\nbody\u2028\u0000\u001b[31m{{ 7*7 }} {% x %} ${HOME}");

    private AlertFixtures() {}

    public static Alert of(int count) {
        return of(count, List.of("RTX 4090"));
    }

    public static Alert nasty() {
        return of(NASTY.size(), NASTY);
    }

    public static Alert alive() {
        return new Activity(NOON.minus(Duration.ofDays(7)), 10_080, 4, 0, Duration.ofMinutes(6)).alert("alert-1", NOON);
    }

    /** The names in turn. */
    public static Alert of(int count, List<String> names) {
        return Alert.matched(
                "alert-1",
                "cheap-4090",
                NOON.plusSeconds(3),
                new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
                IntStream.range(0, count)
                        .mapToObj(number -> match(number, names.get(number % names.size()), names.size() > 1))
                        .toList(),
                count + 10);
    }

    private static Match match(int number, String name, boolean isEverywhere) {
        Map<Field, Value> row = new EnumMap<>(SampleAlert.offer(NOON).row());
        row.put(Field.ID, Value.of(46_832_030.0 + number));
        row.put(Field.MACHINE_ID, Value.of(146_113.0 + number));
        row.put(Field.HOST_ID, Value.of(1_200.0 + number % 3));
        row.put(Field.GPU_NAME, Value.of(name));
        row.put(Field.DPH_TOTAL, Value.of(0.289 + number / 1000.0));
        row.put(Field.DURATION, Value.of(number == 1 ? 3 * 3600.0 : 1_814_400.0));
        row.put(Field.INET_UP_COST, Value.of(number == 1 ? 0.05 : 0.003));
        if (isEverywhere) {
            row.put(Field.CPU_NAME, Value.of(name));
            row.put(Field.GEOLOCATION, Value.of(name));
            row.put(Field.VERIFICATION, Value.of(name));
        }
        Offer offer = new Offer(SampleAlert.offer(NOON).type(), NOON, row);
        OfferKey key = offer.key().orElseThrow();
        return number == 0
                ? new Match(Reason.IMPROVED, key, offer, new BigDecimal("0.289"), Optional.of(new BigDecimal("0.352")))
                : new Match(Reason.FIRST_SEEN, key, offer, BigDecimal.valueOf(289 + number, 3), Optional.empty());
    }
}
