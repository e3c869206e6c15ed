package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.RecordedMarket;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How much is told, against a script that remembers ids; {@code docs/noise.md} shows the tables. */
@Tag("slow")
class NoiseTest {
    private static final int DAYS = Integer.getInteger("noise.days", 14);
    private static final Duration ROUND = Duration.ofMinutes(5);
    /** About as many on-demand offers as a captured sweep has. */
    private static final int OFFERS = 700;
    /** Two answers then differ by about a quarter of their rows, as real ones do. */
    private static final double FLICKER = 0.12;
    /**
     * The market made for trying out changes each machine every eight minutes, which no host does: so much slower it is
     * every two hours, and prices do not drift to the floor within two weeks.
     */
    private static final int SLOWNESS = 16;
    /** How long one draw of ids and of what an answer lacks lasts in the market. */
    private static final Duration DRAW = Duration.ofMinutes(3);

    @Test
    void lessOfWhatIsSentIsOldThanWithAScriptThatRemembersIds() {
        Market market = Market.generated(5, OFFERS, NOON, FLICKER);
        List<Rivals> rivals = Stream.of(watches(), others())
                .flatMap(List::stream)
                .map(Rivals::new)
                .toList();
        Sameness sameness = new Sameness();
        long rounds = Duration.ofDays(DAYS).dividedBy(ROUND);
        for (long n = 0; n < rounds; n++) {
            // Asked for a moment that has passed, the market stays as it is and draws anew what the answer shows of it.
            market.rows("reserved", 20, NOON.plus(ROUND.multipliedBy(n).dividedBy(SLOWNESS)));
            Instant draw = NOON.minus(DRAW.multipliedBy(n));
            List<Offer> whole = round(market, draw, NOON.plus(ROUND.multipliedBy(n)), rivals);
            sameness.see(whole);
        }

        System.out.println(sameness);
        print(rivals);
        long old = sum(rivals, each -> each.program.staleLines);
        long oldOfScript = sum(rivals, each -> each.script.staleLines);
        assertThat(old * sum(rivals, each -> each.script.lines))
                .isLessThan(oldOfScript * sum(rivals, each -> each.program.lines));
    }

    @Test
    @EnabledIfSystemProperty(named = "noise.sweeps", matches = ".+")
    void onCapturedSweeps() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(System.getProperty("noise.sweeps")))) {
            files = found.sorted().toList();
        }
        Duration step = Duration.ofDays(1);
        Market replay = RecordedMarket.read(files, step, NOON);
        List<Rivals> rivals = watches().stream().map(Rivals::new).toList();
        for (int n = 0; n < files.size(); n++) {
            Instant now = NOON.plus(step.multipliedBy(n));
            round(replay, now, now, rivals);
        }
        print(rivals);
    }

    /** Shows one answer to every watch; the on-demand part of it. */
    private static List<Offer> round(Market market, Instant draw, Instant now, List<Rivals> rivals) {
        List<Offer> onDemand = offers(market, RentalType.ON_DEMAND, draw, now);
        List<Offer> bids = offers(market, RentalType.BID, draw, now);
        rivals.forEach(each -> each.see(now, each.watch.type() == RentalType.BID ? bids : onDemand));
        return onDemand;
    }

    private static List<Offer> offers(Market market, RentalType type, Instant draw, Instant now) {
        return market.rows(type.wire(), 20, draw).stream()
                .map(row -> Fixtures.offer(row, type, now))
                .toList();
    }

    /** Watches on prices, which captured sweeps can be asked too. */
    private static List<Watch> watches() {
        return List.of(
                Fixtures.watch("4090", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.33"),
                Fixtures.watch("4090-sure", "gpu_name=RTX_4090 num_gpus=1 reliability>0.99", "dph_total <= 0.36"),
                Fixtures.watch("4090-pair", "gpu_name=RTX_4090 num_gpus>=2", "dph_per_gpu <= 0.33"),
                Fixtures.watch("3090", "gpu_name=RTX_3090 num_gpus=1", "dph_total <= 0.14"),
                Fixtures.watch("5090", "gpu_name=RTX_5090 num_gpus=1", "dph_total <= 0.45"),
                Fixtures.watch("3060", "gpu_name=RTX_3060 num_gpus=1", "dph_total <= 0.05"),
                Fixtures.watch("a100", "gpu_name=A100_SXM4", "dph_per_gpu <= 0.75"),
                Fixtures.watch("h100", "gpu_name=H100_SXM", "dph_per_gpu <= 1.80"),
                Fixtures.bid("4090-bid", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.20"));
    }

    /** For these, captured sweeps lack a column. */
    private static List<Watch> others() {
        return List.of(Fixtures.watch("value", "gpu_ram>=24 num_gpus<=2", "dlperf_per_dphtotal >= 330"));
    }

    private static void print(List<Rivals> rivals) {
        List<String> table = new ArrayList<>(List.of(
                "| watch | script: messages | offers | nothing new in 1 h | in 24 h |"
                        + " vastwatch: messages | offers | nothing new in 1 h | in 24 h | machines never told |",
                "|---|---|---|---|---|---|---|---|---|---|"));
        rivals.forEach(each -> table.add(row(each.watch.name(), List.of(each))));
        table.add(row("all", rivals));
        table.forEach(System.out::println);
    }

    private static String row(String name, List<Rivals> of) {
        return "| " + name + " | "
                + sum(of, each -> each.script.messages) + " | "
                + sum(of, each -> each.script.lines) + " | "
                + share(sum(of, each -> each.script.staleLines), sum(of, each -> each.script.lines)) + " | "
                + share(sum(of, each -> each.scriptInADay.staleLines), sum(of, each -> each.script.lines)) + " | "
                + sum(of, each -> each.program.messages) + " | "
                + sum(of, each -> each.program.lines) + " | "
                + share(sum(of, each -> each.program.staleLines), sum(of, each -> each.program.lines)) + " | "
                + share(sum(of, each -> each.programInADay.staleLines), sum(of, each -> each.program.lines)) + " | "
                + sum(of, each -> (int) each.missed()) + " |";
    }

    private static int sum(List<Rivals> of, ToIntFunction<Rivals> count) {
        return of.stream().mapToInt(count).sum();
    }

    static String share(long part, long of) {
        return of == 0 ? "–" : String.format(Locale.ROOT, "%.0f %%", 100.0 * part / of);
    }
}
