package io.github.vastwatch.notify.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.channel.Redaction;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.AuthenticationFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider that gives access tokens for a refresh token. */
final class TokenEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoint.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long ANSWER_BYTES = 65_536;
    /** The lifetime of a token if the provider does not state it; an hour is usual. */
    private static final long DEFAULT_SECONDS = 300;
    /** A login takes seconds, and clocks differ. */
    private static final long MARGIN_SECONDS = 60;

    /** An access token. */
    record Token(String text, Instant expires) {
        @Override
        public String toString() {
            return "*** until " + expires;
        }
    }

    /** No access token was available. */
    static final class TokenFailure extends AuthenticationFailedException {
        private static final long serialVersionUID = 1L;

        private final boolean isIncident;

        /** @param isIncident whether it needs action, because a retry will hardly help */
        TokenFailure(String words, boolean isIncident) {
            super(words);
            this.isIncident = isIncident;
        }

        boolean isIncident() {
            return isIncident;
        }
    }

    private final MailLogin.OAuth login;
    private final OkHttpClient http = Transport.DIRECT.client(TIMEOUT).build();
    /** The replaced refresh token, if it could not be written to a file. */
    private @Nullable String replacement;

    TokenEndpoint(MailLogin.OAuth login) {
        this.login = login;
    }

    Token refresh(Instant now) throws TokenFailure {
        String refreshToken = refreshToken();
        FormBody.Builder form = new FormBody.Builder()
                .add("grant_type", "refresh_token")
                .add("client_id", login.clientId())
                .add("refresh_token", refreshToken);
        login.clientSecret().ifPresent(secret -> form.add("client_secret", secret.reveal()));
        login.scope().ifPresent(scope -> form.add("scope", scope));
        Request request =
                new Request.Builder().url(login.tokenUrl()).post(form.build()).build();
        try (Response response = http.newCall(request).execute()) {
            JsonNode answer = json(response.peekBody(ANSWER_BYTES).string());
            String token = answer.path("access_token").asText("");
            if (!response.isSuccessful() || token.isEmpty()) {
                throw refused(response.code(), answer, refreshToken);
            }
            String next = answer.path("refresh_token").asText("");
            if (!next.isEmpty() && !next.equals(refreshToken)) {
                keep(next);
            }
            long seconds = answer.path("expires_in").asLong(DEFAULT_SECONDS);
            return new Token(token, now.plusSeconds(Math.max(0, seconds - MARGIN_SECONDS)));
        } catch (UnknownHostException e) {
            throw new TokenFailure(place() + " cannot be reached: the host is unknown", false);
        } catch (InterruptedIOException e) {
            throw new TokenFailure(place() + " did not answer within " + TIMEOUT.toSeconds() + " s", false);
        } catch (IOException e) {
            throw new TokenFailure(
                    place() + " cannot be reached (" + SafeText.isolated(String.valueOf(e.getMessage())) + ")", false);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private String place() {
        return "the token endpoint " + login.tokenUrl().host();
    }

    private TokenFailure refused(int status, JsonNode answer, String refreshToken) {
        String error = answer.path("error").asText("");
        if (error.isEmpty() || status >= 500 || status == 429) {
            return new TokenFailure(place() + " answered HTTP " + status + " without a token", false);
        }
        if (error.equals("invalid_grant")) {
            // The user's value may be newer.
            replacement = null;
        }
        String said = error + " (" + answer.path("error_description").asText("no reason given") + ")";
        String advice = switch (error) {
            case "invalid_grant" -> "; sign in again for a new refresh token";
            case "invalid_client", "unauthorized_client" -> "; check client_id and client_secret";
            case "invalid_scope" -> "; check scope";
            default -> "";
        };
        return new TokenFailure(
                place() + " refuses the login: "
                        + SafeText.cut(redaction(refreshToken).redact(SafeText.isolated(said)), 300) + advice,
                true);
    }

    private Redaction redaction(String refreshToken) {
        return Redaction.of(Stream.concat(login.secrets().stream().map(Secret::reveal), Stream.of(refreshToken))
                .toList());
    }

    private String refreshToken() throws TokenFailure {
        if (replacement != null) {
            return replacement;
        }
        String token = "";
        try {
            // Read each time: another process may have replaced it.
            token = login.refreshTokenFile().isPresent()
                    ? Files.readString(login.refreshTokenFile().get()).strip()
                    : login.refreshToken().map(secret -> secret.reveal()).orElse("");
        } catch (IOException e) {
            throw new TokenFailure(
                    "the file of the refresh token cannot be read: "
                            + login.refreshTokenFile().get(),
                    true);
        }
        if (token.isEmpty()) {
            throw new TokenFailure("there is no refresh token; sign in for one", true);
        }
        return token;
    }

    /** The old one may no longer work. */
    private void keep(String next) {
        boolean isFirst = replacement == null;
        replacement = next;
        if (login.refreshTokenFile().isPresent()) {
            try {
                replace(login.refreshTokenFile().get().toRealPath(), next);
                replacement = null;
            } catch (IOException | UnsupportedOperationException e) {
                if (isFirst) {
                    LOG.warn(
                            "{} replaced the refresh token of '{}', and it cannot be written to {}; it is kept until this"
                                    + " process ends, so let the user that runs vastwatch write to that file's folder",
                            place(),
                            login.user(),
                            login.refreshTokenFile().get());
                }
            }
        } else if (isFirst) {
            LOG.warn(
                    "{} replaced the refresh token of '{}'; it is kept until this process ends, so write"
                            + " refresh_token_file in place of refresh_token",
                    place(),
                    login.user());
        }
    }

    /** Atomically, with the file's owner and permissions, because root may run a check. */
    private static void replace(Path file, String text) throws IOException {
        PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".refresh-token", "");
        try {
            Files.writeString(fresh, text + "\n");
            PosixFileAttributeView rights = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
            if (!rights.getOwner().equals(before.owner())) {
                rights.setOwner(before.owner());
            }
            if (!rights.readAttributes().group().equals(before.group())) {
                rights.setGroup(before.group());
            }
            rights.setPermissions(before.permissions());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
