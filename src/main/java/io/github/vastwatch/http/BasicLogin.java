package io.github.vastwatch.http;

import io.github.vastwatch.offer.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.HttpUrl;

/** The user and password of a URL, for Basic authentication (RFC 7617); prints as stars. */
public record BasicLogin(String user, String password) {
    public BasicLogin {
        if (user.contains(":")) {
            throw new InvalidInput(
                    "the user of a login cannot have a colon", "Basic authentication ends the user at the first colon");
        }
    }

    /** The part before the {@code @} of a URL, percent-decoded. */
    public static Optional<BasicLogin> of(HttpUrl url) {
        return url.username().isEmpty() && url.password().isEmpty()
                ? Optional.empty()
                : Optional.of(new BasicLogin(url.username(), url.password()));
    }

    /** The URL without its login, as a request line contains it. */
    public static HttpUrl without(HttpUrl url) {
        return url.newBuilder().username("").password("").build();
    }

    /** The value of the header {@code Authorization}. */
    String basic() {
        return Credentials.basic(user, password, StandardCharsets.UTF_8);
    }

    /** Texts that a server may repeat and that must not be shown. */
    public List<String> secrets() {
        return List.of(password, basic().substring("Basic ".length()));
    }

    @Override
    public String toString() {
        return "***";
    }
}
