package io.github.vastwatch.web;

import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A watch in a picture of one line, to be shown elsewhere: its name, and what matches or what the best costs. */
record Badge(Board board) {
    private static final String CACHED = "max-age=60";
    private static final String MATCH = "#1a7f37";
    private static final String NONE = "#57606a";
    private static final String TROUBLE = "#b3261e";
    /** Of 11 px sans-serif; the text is fitted to it, whatever the font. */
    private static final double CHARACTER = 6.4;

    private static final int PADDING = 6;

    List<Route> routes() {
        return List.of(Route.get("/badge/" + Route.NAME + "\\.svg", this::show));
    }

    private Response show(Call call) {
        Optional<Watch> watch = board.watch(call.part());
        if (watch.isEmpty()) {
            return Response.refusal(404, "no watch is called '" + call.part() + "'");
        }
        WatchView view = WatchView.of(board, List.of(watch.get())).get(0);
        String best = view.best().map(watch.get().threshold().metric()::words).orElse("");
        int matches = view.matches().orElse(0);
        boolean isOk = view.state() == Mark.OK;
        String value = !isOk
                ? view.state().word()
                : matches > 0
                        ? Amount.count(matches, "match", "matches") + (best.isEmpty() ? "" : ", " + best)
                        : best.isEmpty() ? "no offers" : best;
        String colour = view.state().isTrouble() ? TROUBLE : isOk && matches > 0 ? MATCH : NONE;
        return Response.of(200, "image/svg+xml; charset=utf-8", svg(view.name(), value, colour))
                .with("Cache-Control", CACHED)
                // A page of another port of this host may show it.
                .with("Cross-Origin-Resource-Policy", "same-site");
    }

    private static String svg(String name, String value, String colour) {
        long left = width(name);
        long right = width(value);
        String words = Feed.escaped(name + ": " + value);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (left + right)
                + "\" height=\"20\" role=\"img\" aria-label=\"" + words + "\"><title>" + words + "</title>"
                + "<rect width=\"" + left + "\" height=\"20\" fill=\"#24292f\"/><rect x=\"" + left + "\" width=\""
                + right
                + "\" height=\"20\" fill=\"" + colour
                + "\"/><g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">"
                + text(PADDING, left, name) + text(left + PADDING, right, value) + "</g></svg>\n";
    }

    private static String text(long x, long width, String words) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"14\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\">%s</text>",
                x,
                width - 2 * PADDING,
                Feed.escaped(words));
    }

    private static long width(String words) {
        return Math.round(words.length() * CHARACTER) + 2 * PADDING;
    }
}
