package io.github.vastwatch.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfferDumpTest {
    private static final String ROW = "{\"machine_id\":7,\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":0.3,"
            + "\"reliability2\":0.99,\"static_ip\":true,\"driver_version\":\"570.86\",\"rental_type\":\"bid\","
            + "\"scraped_at\":\"2026-11-23T13:00:00.25+01:00\"}";
    private static final String CSV =
            "scraped_at,rental_type,machine_id,num_gpus,gpu_name,dph_total,reliability2,static_ip,driver_version,public_ipaddr";

    @TempDir
    private Path folder;

    @Test
    void readsJsonLinesPlainAndZipped() throws IOException {
        Path zipped = folder.resolve("a.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write((ROW + "\n\n" + ROW + "\n").getBytes(StandardCharsets.UTF_8));
        }

        Offer offer = read(file(ROW)).get(0);

        assertThat(read(zipped)).containsExactly(offer, offer);
        assertThat(offer.type()).isEqualTo(RentalType.BID);
        assertThat(offer.seenAt()).isEqualTo(Instant.parse("2026-11-23T12:00:00.250Z"));
        assertThat(offer.number(Field.RELIABILITY)).contains(0.99);
    }

    @Test
    void readsCsvAsJson() throws IOException {
        Path csv = file(
                CSV,
                "2026-11-23 12:00:00.25+00:00,bid,7,1,\"RTX 4090\",0.3,0.99,True,570.86,",
                "",
                "2026-11-23T12:00:00Z,,7,1,\"A \"\"B\"\", C\",,,,,");

        List<Offer> offers = read(csv);

        assertThat(offers.get(0)).isEqualTo(read(file(ROW)).get(0));
        assertThat(offers.get(1).key().orElseThrow()).hasToString("on-demand/7/1/A \"B\", C");
    }

    @Test
    void saysWhereAFileIsBrokenAndWhy() throws IOException {
        assertBroken(2, "not JSON: Unexpected end-of-input", ROW, "{\"machine_id\":");
        assertBroken(1, "no scraped_at\n    write it as 2026-11-23T12:00:00Z", "{}");
        assertBroken(
                1,
                "scraped_at is not a time: '2026-11-23T12:00:00'\n    write it as 2026-11-23T12:00:00Z",
                ROW.replace(".25+01:00", "").replace("13:", "12:"));
        assertBroken(
                1, "unknown rental type 'spot'\n    write one of on-demand, bid, reserved", ROW.replace("bid", "spot"));
        assertBroken(1, "no offer: machine_id, num_gpus or gpu_name is missing or wrong", ROW.replace(":7", ":7.5"));
        assertBroken(1, "a JSON list; write one offer a line, as 'jq -c .[]' does", "[" + ROW + "]");
        assertBroken(2, "9 cells, but 10 names", CSV, "a,b,c,d,e,f,g,h,i");
        assertBroken(2, "dph_total is not a number: 'cheap'", CSV, "2026-11-23T12:00:00Z,bid,7,1,RTX,cheap,,,,");
        assertBroken(2, "a quote is not closed", CSV, "\"a");
    }

    private void assertBroken(int line, String reason, String... lines) throws IOException {
        Path file = file(lines);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ":" + line + ": " + reason);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "dump", ""), List.of(lines));
    }

    private static List<Offer> read(Path file) throws IOException {
        List<Offer> offers = new ArrayList<>();
        OfferDump.read(file, offers::add);
        return offers;
    }
}
