package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import okhttp3.HttpUrl;

/**
 * The page of Vast.ai that lists offers like a given one; a link to a single offer is not documented. The parameters are
 * those of links that users share.
 */
final class SearchPage {
    private SearchPage() {}

    static String of(WatchTerms terms, Match match) {
        String model = match.key().gpuName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        HttpUrl.Builder page =
                HttpUrl.get("https://cloud.vast.ai/create/").newBuilder().addQueryParameter("gpuModelNames", model);
        if (!match.key().isMachine()) {
            String gpus = String.valueOf(match.key().numGpus());
            page.addQueryParameter("offerGpuNumMin", gpus).addQueryParameter("offerGpuNumMax", gpus);
        }
        // Rounded down, so that the page includes the offer itself.
        match.offer()
                .number(Field.RELIABILITY)
                .filter(share -> share > 0 && share <= 1)
                .map(share -> BigDecimal.valueOf(share).setScale(2, RoundingMode.DOWN))
                .ifPresent(share -> page.addQueryParameter("machineReliabilityMin", share.toPlainString()));
        return page.addQueryParameter("instanceDiskSizeMin", String.valueOf(terms.diskGb()))
                .build()
                .toString();
    }
}
