package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Match;
import java.util.Locale;
import okhttp3.HttpUrl;

/** The vendor's page with offers like one; there is no documented link to a single offer. */
final class SearchPage {
    private SearchPage() {}

    static String of(Match match) {
        String model = match.key().gpuName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String gpus = String.valueOf(match.key().numGpus());
        return HttpUrl.get("https://cloud.vast.ai/create/")
                .newBuilder()
                .addQueryParameter("gpuModelNames", model)
                .addQueryParameter("offerGpuNumMin", gpus)
                .addQueryParameter("offerGpuNumMax", gpus)
                .build()
                .toString();
    }
}
