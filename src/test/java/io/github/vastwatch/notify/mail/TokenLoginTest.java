package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.vast.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins by an access token, at a mail server and a provider of tokens. */
class TokenLoginTest {
    private static final String HERE = EmailFixture.HERE;
    private static final Outcome DELIVERED = new Outcome.Delivered("accepted by " + HERE);

    @TempDir
    Path folder;

    private final MockWebServer provider = new MockWebServer();
    private ScriptedSmtpServer host;

    @BeforeEach
    void start() throws Exception {
        provider.start();
        host = new ScriptedSmtpServer(Optional.empty());
        host.answers.put("EHLO", "250-here\r\n250 AUTH XOAUTH2");
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
        host.close();
    }

    @Test
    void aTokenIsFetchedForARefreshTokenAndKeptUntilItExpires() throws Exception {
        answer(200, "{\"access_token\": \"first\", \"expires_in\": 3600}");
        answer(200, "{\"access_token\": \"second\", \"expires_in\": 3600}");
        try (EmailNotifier notifier = channel(oauth()).notifier()) {
            for (long minutes : List.of(0L, 58L, 60L)) {
                assertThat(send(notifier, NOON.plusSeconds(minutes * 60))).isEqualTo(DELIVERED);
                notifier.rest();
            }
        }

        assertThat(host.heard).contains(auth("first"), auth("second"));
        assertThat(host.heard).filteredOn(line -> line.startsWith("AUTH")).hasSize(3);
        assertThat(provider.getRequestCount()).isEqualTo(2);
        assertThat(body())
                .isEqualTo("grant_type=refresh_token&client_id=app&refresh_token=refresh-1&client_secret=app-secret"
                        + "&scope=mail+offline_access");
    }

    @Test
    void aTokenThatEndedBeforeItsTimeIsFetchedAnewOnce() throws Exception {
        answer(200, "{\"access_token\": \"old\", \"expires_in\": 3600}");
        answer(200, "{\"access_token\": \"new\", \"expires_in\": 3600}");
        try (EmailNotifier notifier = channel(oauth()).notifier()) {
            assertThat(send(notifier, NOON)).isEqualTo(DELIVERED);
            notifier.rest();
            host.answers.put(auth("old"), "535 5.7.3 Authentication unsuccessful");

            assertThat(send(notifier, NOON)).isEqualTo(DELIVERED);
        }

        assertThat(host.heard)
                .filteredOn(line -> line.startsWith("AUTH"))
                .containsExactly(auth("old"), auth("old"), auth("new"));
    }

    @Test
    void aTokenThatTheServerRefusesSaysWhyInItsWords() throws Exception {
        answer(200, "{\"access_token\": \"a-stale-token\", \"expires_in\": 3600}");
        answer(200, "{\"access_token\": \"a-stale-token\", \"expires_in\": 3600}");
        host.answers.put(
                "AUTH",
                "334 " + base64("{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}"));
        host.answers.put("", "535-5.7.8 Username and Password not accepted, a-stale-token\r\n535 5.7.8 gsmtp");
        String said = HERE + ":" + host.port() + " refuses the login of 'me': 535-5.7.8 Username and Password not"
                + " accepted, *** 535 5.7.8 gsmtp (status 400, schemes Bearer, scope https://mail.google.com/); check"
                + " smtp.user, and that the token is one for sending mail as that user";

        assertThat(channel(oauth()).send()).isEqualTo(Outcome.Deferred.incident(said));
        assertThat(channel(oauth()).check()).isEqualTo(new SmtpCheck(false, said));
        assertThat(provider.getRequestCount())
                .as("a fresh one is not fetched again")
                .isEqualTo(2);
    }

    @Test
    void aServerWithoutXoauth2IsNamedWithWhatItOffers() throws Exception {
        answer(200, "{\"access_token\": \"t\"}");
        host.answers.put("EHLO", "250-here\r\n250 AUTH LOGIN PLAIN");

        assertThat(channel(oauth()).check())
                .isEqualTo(new SmtpCheck(
                        false,
                        HERE + ":" + host.port() + ": not logged in: the server offers only LOGIN, PLAIN, and a token"
                                + " needs XOAUTH2"));
        host.answers.put("EHLO", "250-here\r\n250 AUTH XOAUTH2");
        assertThat(channel(new MailLogin.Password("me", new Secret("secret"))).check())
                .isEqualTo(new SmtpCheck(
                        false,
                        HERE + ":" + host.port() + ": not logged in: the server offers only XOAUTH2, and a password"
                                + " needs one of LOGIN, PLAIN, DIGEST-MD5 and NTLM; write smtp.oauth or"
                                + " smtp.token_command"));
    }

    @Test
    void aProviderThatRefusesIsARefusedLoginAndOneThatFailsIsTriedAgain() throws Exception {
        String start = HERE + ":" + host.port() + ": not logged in: the token endpoint localhost";
        answer(
                400,
                "{\"error\": \"invalid_grant\", \"error_description\": \"Token refresh-1 has been\\r\\nrevoked.\"}");
        answer(401, "{\"error\": \"invalid_client\"}");
        answer(503, "<html>");
        answer(200, "{}");

        assertThat(channel(oauth()).send())
                .isEqualTo(Outcome.Deferred.incident(start + " refuses the login: invalid_grant (Token *** has been"
                        + " revoked.); sign in again for a new refresh token"));
        assertThat(channel(oauth()).send())
                .isEqualTo(Outcome.Deferred.incident(start
                        + " refuses the login: invalid_client (no reason given); check client_id and client_secret"));
        assertThat(channel(oauth()).send())
                .isEqualTo(new Outcome.Deferred(start + " answered HTTP 503 without a token", Optional.empty()));
        assertThat(channel(oauth()).send())
                .isEqualTo(new Outcome.Deferred(start + " answered HTTP 200 without a token", Optional.empty()));
        assertThat(channel(at(HttpUrl.get("https://mail.nowhere.invalid/"), Optional.empty()))
                        .send())
                .isEqualTo(new Outcome.Deferred(
                        start.replace("localhost", "mail.nowhere.invalid") + " cannot be reached: the host is unknown",
                        Optional.empty()));
        assertThat(host.heard).isEmpty();
    }

    @Test
    void aRefreshTokenThatTheProviderReplacesIsWrittenToItsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("refresh"), "refresh-1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        answer(200, "{\"access_token\": \"a\", \"expires_in\": 0, \"refresh_token\": \"refresh-2\"}");
        answer(200, "{\"access_token\": \"b\", \"expires_in\": 0}");
        EmailFixture channel = channel(at(provider.url("/token"), Optional.of(file)));

        assertThat(channel.send()).isEqualTo(DELIVERED);
        // Another process, as after a restart.
        assertThat(channel.send()).isEqualTo(DELIVERED);

        assertThat(file).hasContent("refresh-2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder.toFile().list()).containsExactly("refresh");
        assertThat(body()).contains("refresh_token=refresh-1");
        assertThat(body()).contains("refresh_token=refresh-2");
    }

    @Test
    void aRefreshTokenThatTheProviderReplacesIsKeptWhereThereIsNoFile() throws Exception {
        answer(200, "{\"access_token\": \"a\", \"expires_in\": 0, \"refresh_token\": \"refresh-2\"}");
        answer(200, "{\"access_token\": \"b\", \"expires_in\": 0}");
        try (EmailNotifier notifier = channel(oauth()).notifier()) {
            assertThat(send(notifier, NOON)).isEqualTo(DELIVERED);
            notifier.rest();
            assertThat(send(notifier, NOON)).isEqualTo(DELIVERED);
        }

        assertThat(body()).contains("refresh_token=refresh-1");
        assertThat(body()).contains("refresh_token=refresh-2");
    }

    @Test
    void aCommandPrintsTheToken() {
        assertThat(channel(command("echo tok=en")).send()).isEqualTo(DELIVERED);
        assertThat(channel(command("echo tok=en")).check())
                .isEqualTo(new SmtpCheck(
                        true, HERE + ":" + host.port() + " answers unencrypted and takes the login of 'me'"));

        assertThat(host.heard).contains(auth("tok=en"));
    }

    @Test
    void aCommandThatFailsIsNamedWithoutWhatItPrints() {
        String start = HERE + ":" + host.port() + ": not logged in: the token command ";
        assertThat(channel(command("echo secret; echo secret >&2; exit 3")).send())
                .isEqualTo(new Outcome.Deferred(
                        start + "/bin/sh failed with 3; run it as the user that runs vastwatch to see why",
                        Optional.empty()));
        assertThat(channel(command("echo secret; echo secret")).send())
                .isEqualTo(Outcome.Deferred.incident(start + "/bin/sh must print an access token, and nothing else"));
        assertThat(channel(command("true")).send())
                .isEqualTo(Outcome.Deferred.incident(start + "/bin/sh must print an access token, and nothing else"));
        assertThat(channel(new MailLogin.TokenCommand("me", List.of("/nowhere/token", "secret")))
                        .send())
                .isEqualTo(Outcome.Deferred.incident(start + "/nowhere/token cannot be started; it must be there, and"
                        + " the user that runs vastwatch must be able to run it"));
        assertThatThrownBy(() ->
                        Credentials.TokenCommandRun.token(command("sleep 600 & sleep 600"), Duration.ofMillis(300)))
                .isInstanceOf(TokenEndpoint.TokenFailure.class)
                .hasMessage("the token command /bin/sh did not end within 0 s");
        assertThat(host.heard).isEmpty();
    }

    private static MailLogin.TokenCommand command(String script) {
        return new MailLogin.TokenCommand("me", List.of("/bin/sh", "-c", script));
    }

    private MailLogin.OAuth oauth() {
        return at(provider.url("/token"), Optional.empty());
    }

    private static MailLogin.OAuth at(HttpUrl url, Optional<Path> file) {
        return new MailLogin.OAuth(
                "me",
                url,
                "app",
                Optional.of(new Secret("app-secret")),
                file,
                file.isPresent() ? Optional.empty() : Optional.of(new Secret("refresh-1")),
                Optional.of("mail offline_access"));
    }

    private EmailFixture channel(MailLogin mailLogin) {
        return EmailFixture.to(host.port(), "me@example.org").with(mailLogin);
    }

    private static Outcome send(EmailNotifier notifier, Instant now) {
        Delivery delivery = new Delivery("msg_1", "me", AlertFixtures.of(1), NOON, 0, Optional.empty());
        return notifier.send(delivery, notifier.render(delivery, NOON).content(), now);
    }

    private void answer(int status, String body) {
        provider.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    private String body() throws Exception {
        return Objects.requireNonNull(provider.takeRequest().getBody()).utf8();
    }

    private static String auth(String token) {
        return "AUTH XOAUTH2 " + base64("user=me\1auth=Bearer " + token + "\1\1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
