package io.github.vastwatch.web;

import io.github.vastwatch.config.WebSettings;
import io.github.vastwatch.vast.Secret;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides who may read and who may change something. A person signs in with the token and gets a cookie; a program sends the
 * token in a header. The cookie is signed with the token, so that it outlives a restart and ends when the token changes.
 */
final class Access {
    static final String COOKIE = "vastwatch_session";
    /** The field of each form that shows that a page of this server sent it. */
    static final String CSRF = "csrf";

    private static final Duration SESSION = Duration.ofDays(30);
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    /** Wrong tokens from one address in a minute. */
    private static final int MOST_ATTEMPTS = 10;

    private static final Duration ATTEMPTS_IN = Duration.ofMinutes(1);
    /** Addresses that are remembered for their wrong tokens. */
    private static final int MOST_ADDRESSES = 1_000;
    /** Names that always mean this machine, unlike one that a stranger's DNS could point at it. */
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?");

    private final WebSettings settings;
    private final Clock clock;
    private final Map<InetAddress, Deque<Instant>> attempts = new LinkedHashMap<>(16, 0.75f, true);

    Access(WebSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether anything can be changed from the page at all. */
    boolean hasToken() {
        return settings.token().isPresent();
    }

    /** Why a request may not read; empty if it may. */
    Optional<Response> refuseReading(Request request) {
        if (settings.isOpen()) {
            return isForeignName(request)
                    ? Optional.of(
                            Response.refusal(421, "this host name is not known; use the IP address, or set a token"))
                    : Optional.empty();
        }
        // A feed reader asks for a name and a password. A browser repeats them for pages of other sites: they change
        // nothing.
        Optional<String> password = password(request);
        boolean mayRead = password.isPresent()
                ? settings.token()
                        .filter(token -> isRight(token, password.get(), request.from()))
                        .isPresent()
                : isSignedIn(request);
        return mayRead ? Optional.empty() : Optional.of(refusal(request));
    }

    /**
     * Why a request may not change anything; empty if it may.
     *
     * @param form what a browser submitted
     */
    Optional<Response> refuseChange(Request request, Map<String, String> form) {
        if (!hasToken()) {
            return Optional.of(Response.refusal(403, "nothing can be changed here: the config sets no token for web"));
        }
        if (bearer(request).isPresent()) {
            return isSignedIn(request) ? Optional.empty() : Optional.of(refusal(request));
        }
        if (!isSignedIn(request)) {
            return Optional.of(refusal(request));
        }
        if (!isOwnOrigin(request)) {
            return Optional.of(Response.refusal(403, "the request comes from a page of another site"));
        }
        return isEqual(form.getOrDefault(CSRF, ""), csrf(request))
                ? Optional.empty()
                : Optional.of(Response.refusal(403, "the form has expired; reload the page"));
    }

    /** The value that a form of this session must contain. */
    String csrf(Request request) {
        return settings.token()
                .flatMap(token -> request.cookie(COOKIE).map(session -> sign(token, "csrf " + session)))
                .orElse("");
    }

    boolean isSignedIn(Request request) {
        Optional<Secret> token = settings.token();
        if (token.isEmpty()) {
            return false;
        }
        Optional<String> sent = bearer(request);
        if (sent.isPresent()) {
            return isRight(token.get(), sent.get(), request.from());
        }
        return request.cookie(COOKIE)
                .map(cookie -> isSession(token.get(), cookie))
                .orElse(false);
    }

    /** Whether an address must wait before its next token is looked at. */
    boolean isBlocked(InetAddress from) {
        synchronized (attempts) {
            return attempts.getOrDefault(from, new ArrayDeque<>(0)).stream()
                            .filter(at -> at.plus(ATTEMPTS_IN).isAfter(clock.instant()))
                            .count()
                    >= MOST_ATTEMPTS;
        }
    }

    /** The cookie of a new session, if the token is right. */
    Optional<String> signIn(Request request, String sent) {
        return settings.token()
                .filter(token -> isRight(token, sent, request.from()))
                .map(token -> {
                    String until = String.valueOf(clock.instant().plus(SESSION).getEpochSecond());
                    return cookie(until + "." + sign(token, "session " + until), SESSION);
                });
    }

    /** The cookie that ends a session. */
    static String signOut() {
        return cookie("", Duration.ZERO);
    }

    private static String cookie(String value, Duration age) {
        return COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + age.toSeconds();
    }

    private boolean isSession(Secret token, String cookie) {
        int dot = cookie.indexOf('.');
        String until = dot < 0 ? "" : cookie.substring(0, dot);
        return until.matches("\\d{1,12}")
                && isEqual(cookie.substring(dot + 1), sign(token, "session " + until))
                && clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(until)));
    }

    private boolean isRight(Secret token, String sent, InetAddress from) {
        if (isBlocked(from)) {
            return false;
        }
        boolean isRight = isEqual(sent, token.reveal());
        if (!isRight) {
            synchronized (attempts) {
                Deque<Instant> own = attempts.computeIfAbsent(from, address -> new ArrayDeque<>());
                own.add(clock.instant());
                if (own.size() > MOST_ATTEMPTS) {
                    own.remove();
                }
                if (attempts.size() > MOST_ADDRESSES) {
                    attempts.remove(attempts.keySet().iterator().next());
                }
            }
        }
        return isRight;
    }

    private Response refusal(Request request) {
        if (isBlocked(request.from())) {
            return Response.refusal(429, "too many wrong tokens; try again in a minute")
                    .with("Retry-After", String.valueOf(ATTEMPTS_IN.toSeconds()));
        }
        return Response.refusal(401, "sign in, or send the token as Authorization: Bearer TOKEN")
                .with(
                        "WWW-Authenticate",
                        request.path().startsWith(Feed.PATH) ? "Basic realm=\"vastwatch\"" : "Bearer");
    }

    /** The password of HTTP Basic. */
    private static Optional<String> password(Request request) {
        return request.header("Authorization")
                .filter(header -> header.startsWith(BASIC))
                .map(header -> {
                    try {
                        String login = new String(
                                Base64.getDecoder()
                                        .decode(header.substring(BASIC.length()).strip()),
                                StandardCharsets.UTF_8);
                        return login.substring(login.indexOf(':') + 1);
                    } catch (IllegalArgumentException e) {
                        return "";
                    }
                });
    }

    private static Optional<String> bearer(Request request) {
        return request.header("Authorization")
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    /** What anyone may read on this machine must not be read by a page that gave its own host name this machine's address. */
    private static boolean isForeignName(Request request) {
        return request.header("Host")
                .map(host -> !LOCAL_HOST.matcher(host).matches())
                .orElse(true);
    }

    private static boolean isOwnOrigin(Request request) {
        Optional<String> host = request.header("Host");
        return request.header("Origin")
                .map(origin -> host.map(own -> origin.equals("http://" + own) || origin.equals("https://" + own))
                        .orElse(false))
                .orElse(false);
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(Secret token, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
