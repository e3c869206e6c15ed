package io.github.vastwatch.web;

import io.github.vastwatch.web.Route.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Renders pages in the frame that they share. */
final class Pages {
    private final Templates templates = new Templates();
    private final Board board;
    private final Access access;

    Pages(Board board, Access access) {
        this.board = board;
        this.access = access;
    }

    Board board() {
        return board;
    }

    /**
     * A page.
     *
     * @param template whose parts are updated while it is open
     * @param area the entry of the navigation that it belongs to
     */
    Response show(Call call, String template, String area, String title, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("title", title);
        all.put("area", area);
        all.put("summary", Summary.of(board));
        all.put("csrf", access.csrf(call.request()));
        all.put("isSignedIn", access.isSignedIn(call.request()));
        all.put("hasToken", access.hasToken());
        all.put("uri", call.request().uri());
        Optional<Done> done = Done.of(call.request());
        all.put("done", done.map(Done::sentence).orElse(""));
        Response page = Response.html(templates.render(template, all));
        return done.isPresent() ? page.with("Set-Cookie", Done.SHOWN) : page;
    }

    /** A path with parameters. */
    static String link(String path, Map<String, String> parameters) {
        return path + "?"
                + parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /** The page for a name that does not exist. */
    Response missing(Call call, String sentence) {
        return show(call, "missing", "", "Not found", Map.of("sentence", sentence))
                .with(404);
    }

    List<Route> routes() {
        return List.of(Route.get("/", this::overview));
    }

    private Response overview(Call call) {
        return show(call, "overview", "overview", "Overview", new Overview(board).values(call.request()));
    }
}
