package io.github.vastwatch.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What answers the requests of one method to one path.
 *
 * @param path with a group for each of {@link Call#parts}
 */
record Route(String method, Pattern path, Need need, Handler handler) {
    /** A name of a watch, a channel or a delivery in a path. */
    static final String NAME = "([A-Za-z0-9][A-Za-z0-9._-]{0,99})";

    /** Where the paths of the API begin. */
    static final String API = "/api/";

    /** What a client needs. */
    enum Need {
        /** Nothing. */
        NONE,
        /** To be signed in, unless reading is open. */
        READ,
        /** To be signed in, and a form of this server's own page or the token in a header. */
        CHANGE
    }

    interface Handler {
        Response answer(Call call) throws IOException;
    }

    /**
     * One request.
     *
     * @param parts what the groups of the path matched
     * @param form the fields that were submitted; empty for a GET
     */
    record Call(Request request, List<String> parts, Map<String, String> form) {
        String part() {
            return parts.get(0);
        }
    }

    static Route get(String path, Handler handler) {
        return new Route("GET", Pattern.compile(path), Need.READ, handler);
    }

    static Route open(String path, Handler handler) {
        return new Route("GET", Pattern.compile(path), Need.NONE, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route("POST", Pattern.compile(path), Need.CHANGE, handler);
    }

    Optional<Matcher> match(String requested) {
        return Optional.of(path.matcher(requested)).filter(Matcher::matches);
    }
}
