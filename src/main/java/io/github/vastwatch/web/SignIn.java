package io.github.vastwatch.web;

import io.github.vastwatch.web.Route.Call;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The page that asks for the token. */
final class SignIn {
    private static final Templates TEMPLATES = new Templates();
    private static final String PATH = "/sign-in";
    /** A path of this server, and no name of another. */
    private static final Pattern OWN_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e]*");

    private final Access access;

    SignIn(Access access) {
        this.access = access;
    }

    List<Route> routes() {
        return List.of(
                Route.open(
                        PATH, call -> page(200, call.request().parameter("to").orElse("/"), "")),
                new Route("POST", Pattern.compile(PATH), Route.Need.NONE, this::signIn),
                new Route(
                        "POST",
                        Pattern.compile("/sign-out"),
                        Route.Need.NONE,
                        call -> Response.redirect("/").with("Set-Cookie", Access.signOut())));
    }

    /** For a page that may not be read without signing in. */
    static Response page(Request request) {
        return page(401, request.uri(), "");
    }

    private static Response page(int status, String to, String problem) {
        return Response.of(
                status, Response.HTML, TEMPLATES.render("sign-in", Map.of("to", path(to), "problem", problem)));
    }

    private Response signIn(Call call) throws IOException {
        String to = path(call.form().getOrDefault("to", "/"));
        if (access.isBlocked(call.request().from())) {
            return page(429, to, "Too many wrong tokens. Try again in a minute.")
                    .with("Retry-After", "60");
        }
        return access.signIn(call.request(), call.form().getOrDefault("token", ""))
                .map(cookie -> Response.redirect(to).with("Set-Cookie", cookie))
                .orElseGet(() -> page(401, to, "That is not the token."));
    }

    /** The path of this server to come back to; the first page where it is none. */
    static String path(String to) {
        return OWN_PATH.matcher(to).matches() ? to : "/";
    }
}
