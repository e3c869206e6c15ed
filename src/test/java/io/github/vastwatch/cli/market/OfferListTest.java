package io.github.vastwatch.cli.market;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferListTest {
    private static final Offer OFFER = offer(7, 46832030, 0.3800001, NOON);

    private static String cell(String gpuName) {
        String[] lines = OfferList.csv(List.of(with(OFFER, Field.GPU_NAME, Value.of(gpuName))))
                .split("\r\n");
        String before = lines[0].substring(0, lines[0].indexOf("gpu_name"));
        int from = 0;
        for (long commas = before.chars().filter(each -> each == ',').count(); commas > 0; commas--) {
            from = lines[1].indexOf(',', from) + 1;
        }
        return lines[1].substring(from, lines[1].indexOf(",,", from));
    }

    @Test
    void csvHasWireNamesAndRawValues() {
        String[] lines = OfferList.csv(List.of(OFFER)).split("\r\n", -1);

        assertThat(lines).hasSize(3);
        assertThat(lines[0])
                .startsWith("verified,rentable,")
                .contains(",gpu_ram,")
                .doesNotContain("public_ipaddr");
        assertThat(lines[1]).contains(",46832030,").contains(",0.3800001,").contains(",\"Sweden, SE\",");
        assertThat(lines[2]).isEmpty();
    }

    @Test
    void csvOfNothingIsItsHeader() {
        assertThat(OfferList.csv(List.of()))
                .startsWith("verified,")
                .endsWith("\r\n")
                .containsOnlyOnce("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "RTX 4090;RTX 4090",
                "a,b;\"a,b\"",
                "a \"b\";\"a \"\"b\"\"\"",
                "=1+1;'=1+1",
                "+1;'+1",
                "-2;'-2",
                "@SUM(A1,A2);\"'@SUM(A1,A2)\"",
                "a=b;a=b"
            })
    void csvQuotesAndKnowsNoFormulas(String name, String written) {
        assertThat(cell(name)).isEqualTo(written);
    }

    @Test
    void csvTakesNoFormulaBehindControlCharacters() {
        assertThat(cell("\t\r\n=1")).isEqualTo("'=1");
        assertThat(cell("a\r\nb\u001b[2J")).isEqualTo("a b [2J");
    }

    @Test
    void jsonReadsBackAsTheSameOffers() throws Exception {
        Offer odd = with(OFFER, Field.GPU_NAME, Value.of("\u001b[31m\u202e\"4090\"\\\u009b \uD83D\uDE00"));

        JsonNode read = new ObjectMapper().readTree(OfferList.json(List.of(OFFER, odd)));

        assertThat(read).hasSize(2);
        assertThat(Fixtures.offer(read.get(0), RentalType.ON_DEMAND, NOON)).isEqualTo(OFFER);
        assertThat(Fixtures.offer(read.get(1), RentalType.ON_DEMAND, NOON)).isEqualTo(odd);
        assertThat(OfferList.json(List.of())).isEqualTo("[]");
    }

    @Test
    void sortsByEveryKindOfFieldAndPutsLastWhatDoesNotSay() {
        Offer old = with(with(OFFER, Field.DRIVER_VERSION, Value.of("99.9.1")), Field.RELIABILITY, Value.of(0.9));
        Offer recent = with(with(OFFER, Field.DRIVER_VERSION, Value.of("570.9")), Field.GPU_NAME, Value.of("A40"));
        Offer newest = with(OFFER, Field.DRIVER_VERSION, Value.of("570.124.04"));
        Offer silent = new Offer(RentalType.ON_DEMAND, NOON, Map.of());
        List<Offer> offers = List.of(old, recent, newest, silent);

        assertThat(sorted(offers, "driver_version")).containsExactly(old, recent, newest, silent);
        assertThat(sorted(offers, "driver_version-")).containsExactly(newest, recent, old, silent);
        assertThat(sorted(offers, "reliability,driver_version-")).containsExactly(old, newest, recent, silent);
        assertThat(sorted(offers, "gpu_name,reliability")).containsExactly(recent, old, newest, silent);
        assertThat(sorted(offers, "verified,geolocation,reliability").get(3)).isEqualTo(silent);
    }

    private static List<Offer> sorted(List<Offer> offers, String order) {
        List<Offer> mixed = new ArrayList<>(offers);
        Collections.reverse(mixed);
        mixed.sort(Ranking.by(Query.Order.parse(order)));
        return mixed;
    }

    @Test
    void saysHowManyHowGoodAndWhetherThatIsAll() {
        Offer dear = with(OFFER, Field.DPH_TOTAL, Value.of(1.25));

        assertThat(SearchCommand.summary(List.of(dear, OFFER), List.of(dear, OFFER), true))
                .isEqualTo("2 offers, best $0.38/h; the answer is complete");
        assertThat(SearchCommand.summary(List.of(OFFER, dear), List.of(OFFER), false))
                .isEqualTo("1 of 2 offers, best $0.38/h; the answer is truncated: there may be more");
        assertThat(SearchCommand.summary(List.of(), List.of(), true))
                .isEqualTo("no offer matches; the answer is complete");
    }
}
