package io.github.vastwatch.vast;

import io.github.vastwatch.bench.SampleMarket;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The answer of a sample market to a question for all of it. */
public final class SampleAnswer {
    /** Fewer than the reader takes in one answer. */
    private static final int MOST_ROWS = 20_000;

    private SampleAnswer() {}

    /** The bytes of one with the offers of these places, at prices with this disk. */
    static byte[] bytes(SampleMarket market, int from, int to, int diskGb) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        market.answer(from, to, diskGb).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** All offers of a market. */
    public static List<Offer> offers(SampleMarket market, int diskGb, Instant at) {
        List<Offer> offers = new ArrayList<>();
        SharedTexts texts = new SharedTexts();
        for (int from = 0; from < market.size(); from += MOST_ROWS) {
            byte[] part = bytes(market, from, from + MOST_ROWS, diskGb);
            offers.addAll(read(new ByteArrayInputStream(part), at, texts));
        }
        return offers;
    }

    static List<Offer> read(InputStream in, Instant at, SharedTexts texts) {
        return ResponseReader.read(in, RentalType.ON_DEMAND, at, texts).offers();
    }
}
