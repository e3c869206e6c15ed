package io.github.vastwatch.cli.market;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTableTest {
    private static final Offer FULL = full(offer(146113, 46832030, 0.38912, NOON));
    private static final Offer EIGHT = with(
            with(
                    with(full(offer(22341, 46100001, 15.2, NOON)), Field.GPU_NAME, Value.of("H100 SXM")),
                    Field.NUM_GPUS,
                    Value.of(8)),
            Field.GEOLOCATION,
            Value.of("North Rhine-Westphalia, DE"));
    private static final Offer RISKY = with(
            with(
                    with(
                            with(full(offer(901, 40000007, 0.31, NOON)), Field.VERIFICATION, Value.of("deverified")),
                            Field.RELIABILITY,
                            Value.of(0.79216)),
                    Field.DURATION,
                    Value.of(3 * 3600)),
            Field.INET_UP_COST,
            Value.of(0.052083));
    private static final Offer EMPTY = new Offer(RentalType.ON_DEMAND, NOON, Map.of());
    private static final Offer NULLS = new Offer(
            RentalType.ON_DEMAND,
            NOON,
            new EnumMap<>(Map.of(
                    Field.GPU_NAME, Value.Null.NULL,
                    Field.DPH_TOTAL, Value.Null.NULL,
                    Field.GEOLOCATION, Value.Null.NULL,
                    Field.RELIABILITY, Value.Null.NULL,
                    Field.VERIFICATION, Value.Null.NULL)));
    private static final Offer HUGE = with(
            with(
                    with(
                            full(offer(Integer.MAX_VALUE, 9007199254740991L, 1e300, NOON)),
                            Field.INET_DOWN,
                            Value.of(1e9)),
                    Field.NUM_GPUS,
                    Value.of(1e12)),
            Field.RELIABILITY,
            Value.of(1e300));
    private static final Offer HOSTILE = with(
            with(
                    with(
                            full(offer(5, 5, 0.5, NOON)),
                            Field.GPU_NAME,
                            Value.of("\u001b[31mRTX\u001b[0m \u202e4090\u009b2J\r\n\u2066a\u0007")),
                    Field.GEOLOCATION,
                    Value.of("שלום\u200f\u001b]0;title\u0007, IL")),
            Field.VERIFICATION,
            Value.of("verified\u2028" + "x".repeat(90)));
    private static final List<Offer> ALL = List.of(RISKY, FULL, HOSTILE, EIGHT, HUGE, NULLS, EMPTY);

    private static Offer full(Offer offer) {
        Offer more = offer;
        for (Map.Entry<Field, Double> each : Map.ofEntries(
                        Map.entry(Field.GPU_RAM, 24564.0),
                        Map.entry(Field.DLPERF, 98.13),
                        Map.entry(Field.DLPERF_PER_DPHTOTAL, 252.18),
                        Map.entry(Field.DURATION, 15863363.81),
                        Map.entry(Field.INET_DOWN, 812.4),
                        Map.entry(Field.INET_UP, 640.0),
                        Map.entry(Field.INET_DOWN_COST, 0.0026),
                        Map.entry(Field.INET_UP_COST, 0.0039),
                        Map.entry(Field.CPU_CORES_EFFECTIVE, 12.8),
                        Map.entry(Field.CPU_RAM, 64211.0),
                        Map.entry(Field.DISK_SPACE, 1500.25),
                        Map.entry(Field.MIN_BID, 0.2),
                        Map.entry(Field.CUDA_MAX_GOOD, 12.8),
                        Map.entry(Field.PCIE_BW, 24.1),
                        Map.entry(Field.DIRECT_PORT_COUNT, 250.0),
                        Map.entry(Field.HOSTING_TYPE, 1.0))
                .entrySet()) {
            more = with(more, each.getKey(), Value.of(each.getValue()));
        }
        return with(more, Field.DRIVER_VERSION, Value.of("570.124.04"));
    }

    private static void assertGolden(String name, List<String> lines) throws Exception {
        Path golden = Path.of("src", "test", "resources", "tables", name + ".txt");
        if (System.getProperty("golden") != null) {
            Files.write(golden, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(golden));
    }

    /** To accept another table: {@code mvn test -Dtest=OfferTableTest -Dgolden=write}, and read the difference. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void showsWhatFitsTheTerminal(int width) throws Exception {
        assertGolden(
                "fitting-" + width,
                OfferList.Table.fitting(List.of(RISKY, FULL, EIGHT), width, false)
                        .lines());
        assertGolden("odd-" + width, OfferList.Table.fitting(ALL, width, false).lines());
    }

    @Test
    void showsEverythingWhereItIsWide() throws Exception {
        assertGolden("wide", OfferList.Table.wide(ALL, false).lines());
    }

    @Test
    void theFeeOfAServiceLevelHasAColumnWhereARowSaysOne() {
        Offer charged = with(FULL, Field.SLA_PREMIUM_PER_HOUR, Value.of(0.012));

        for (OfferList.Table table : List.of(
                OfferList.Table.wide(List.of(FULL, charged), false),
                OfferList.Table.fitting(List.of(FULL, charged), 80, false))) {
            assertThat(table.lines().get(0)).contains("  SLA  ");
            assertThat(table.lines().get(2)).contains("      -  1× RTX 4090");
            assertThat(table.lines().get(3)).contains("  0.012  1× RTX 4090");
        }
    }

    @Test
    void paintsTheBestPriceAndWhatSpeaksAgainstAnOffer() throws Exception {
        assertGolden(
                "colours",
                OfferList.Table.fitting(List.of(RISKY, FULL, EIGHT), 120, true).lines());
    }

    @Test
    void neverWrapsAndHasNoBlanksAtTheEnd() {
        for (int width = 1; width < 260; width++) {
            int most = width;
            for (List<Offer> offers : List.of(ALL, List.of(FULL), List.of(EMPTY), List.<Offer>of())) {
                assertThat(OfferList.Table.fitting(offers, width, false).lines())
                        .hasSize(offers.size() + 2)
                        .allSatisfy(line -> assertThat(Column.width(line)).isLessThanOrEqualTo(most))
                        .allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
            }
        }
    }

    @Test
    void coloursTakeNoRoom() {
        for (int width : List.of(3, 20, 60, 100, 250)) {
            assertThat(OfferList.Table.fitting(ALL, width, true).lines().stream()
                            .map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                    .isEqualTo(OfferList.Table.fitting(ALL, width, false).lines());
        }
    }

    @Test
    void nothingFromARowSteersTheTerminal() {
        Stream.of(
                        OfferList.Table.wide(ALL, false).lines().stream(),
                        Stream.of(OfferList.json(ALL)),
                        Arrays.stream(OfferList.csv(ALL).split("\r\n")))
                .flatMap(lines -> lines)
                .forEach(line -> assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]"));
    }

    @Test
    void thePricePerGpuIsForMoreThanOneAndTrustForThoseWithout() {
        assertThat(OfferList.Table.fitting(List.of(FULL), 80, false).lines().get(0))
                .doesNotContain("1 GPU")
                .doesNotContain("Trust");
        assertThat(OfferList.Table.fitting(List.of(FULL, EIGHT), 80, false)
                        .lines()
                        .get(0))
                .contains("1 GPU");
        assertThat(OfferList.Table.fitting(List.of(FULL, RISKY), 80, false)
                        .lines()
                        .get(0))
                .contains("Trust");
    }

    @Test
    void aPlaceGivesWayBeforeAColumnDoes() {
        assertThat(Column.cutPlace("SE Sweden", 9)).isEqualTo("SE Sweden");
        assertThat(Column.cutPlace("US California", 9)).isEqualTo("US Calif…");
        assertThat(Column.cutPlace("US California", 7)).isEqualTo("US");
        assertThat(Column.cutPlace("Somewhere", 7)).isEqualTo("Somewh…");
    }
}
