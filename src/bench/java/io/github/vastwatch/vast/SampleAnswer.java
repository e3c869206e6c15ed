package io.github.vastwatch.vast;

import io.github.vastwatch.bench.SampleMarket;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** The answer of a sample market to a question for all of it. */
public final class SampleAnswer {
    private SampleAnswer() {}

    /** Its bytes, at prices with this disk. */
    public static byte[] bytes(SampleMarket market, int diskGb) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        market.answer(diskGb).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** Its offers. */
    public static List<Offer> offers(SampleMarket market, int diskGb, Instant at) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(bytes(market, diskGb));
        return ResponseReader.read(bytes, RentalType.ON_DEMAND, at, new SharedTexts())
                .offers();
    }
}
