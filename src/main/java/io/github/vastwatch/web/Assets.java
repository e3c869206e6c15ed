package io.github.vastwatch.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files of the page that are the same for everyone. */
final class Assets {
    /** A new version of the program has new names only for what it changed, so a browser asks once an hour. */
    private static final String CACHED = "public, max-age=3600";

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String OWN = "/io/github/vastwatch/web/";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, File> FILES = Map.of(
            "page.css", new File(OWN + "page.css", CSS),
            "page.js", new File(OWN + "page.js", SCRIPT),
            "chart.js", new File(OWN + "chart.js", SCRIPT),
            "icon.svg", new File(OWN + "icon.svg", "image/svg+xml"),
            "uplot.js", new File(UPLOT + "uPlot.iife.min.js", SCRIPT),
            "uplot.css", new File(UPLOT + "uPlot.min.css", CSS));

    private record File(String resource, String type) {}

    private Assets() {}

    /** A file of the list, and nothing else. */
    static Optional<Response> find(String name) {
        return Optional.ofNullable(FILES.get(name)).map(file -> {
            try (InputStream in = Assets.class.getResourceAsStream(file.resource())) {
                if (in == null) {
                    throw new IOException("it is not in the jar");
                }
                return Response.of(200, file.type(), in.readAllBytes()).with("Cache-Control", CACHED);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + name, e);
            }
        });
    }
}
