package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.mail.EmailFixture;
import io.github.vastwatch.notify.mail.ScriptedSmtpServer;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receiver that repeats what it was sent, in every guise: nothing of it is in the outcome, which all others read. */
class RedactionTest {
    private static final String PASSWORD = "hunter2+secret/9";
    private static final String TOKEN = "123456789:AAbbccddeeffgghhiijjkkllmmnnoo";

    /** What a server may make of a text. */
    private static final Map<String, UnaryOperator<String>> GUISES = Map.of(
            "as it is", text -> text,
            "its first half", text -> text.substring(0, Math.max(10, text.length() / 2)),
            "its second half", text -> text.substring(Math.min(text.length() - 10, text.length() / 2)),
            "in capitals", String::toUpperCase,
            "percent-encoded", text -> URLEncoder.encode(text, StandardCharsets.UTF_8),
            "in base64", RedactionTest::base64,
            "in base64 for URLs", text -> Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
            "as a login writes it", text -> base64("\0me\0" + text),
            "as a token's login writes it", text -> base64("user=me\1auth=Bearer " + text + "\1\1"),
            "beside others", text -> "token='" + text + "'.");

    static Stream<List<String>> guises() {
        return GUISES.keySet().stream()
                .flatMap(guise -> Stream.of(PASSWORD, TOKEN).map(secret -> List.of(guise, secret)));
    }

    @ParameterizedTest
    @MethodSource("guises")
    void aSecretIsTakenOutInEveryGuise(List<String> guiseAndSecret) {
        String secret = guiseAndSecret.get(1);
        String said = guise(guiseAndSecret.get(0)).apply(secret);

        String shown = Redaction.of(List.of(secret)).redact("535 no login with " + said + " today");

        assertThat(shown).startsWith("535 no login with ").endsWith(" today").contains("***");
        assertThat(leaked(shown, said))
                .allSatisfy(piece -> assertThat(
                                guise(guiseAndSecret.get(0)).apply(secret.charAt(0) + "x".repeat(secret.length() - 1)))
                        .as("it is not of the secret")
                        .contains(piece));
    }

    @Test
    void aShortWordIsTakenOutWhereItStandsAlone() {
        assertThat(Redaction.of(List.of("pass", "")).redact("the password pass is wrong, pass"))
                .isEqualTo("the password *** is wrong, ***");
    }

    @Test
    void aTextWithoutSecretsStaysAsItIs() {
        assertThat(Redaction.of(List.of(PASSWORD, TOKEN, "Bearer x"))
                        .redact("Bearer application/json, 12345: ünïcode ✓"))
                .isEqualTo("Bearer application/json, 12345: ünïcode ✓");
    }

    @Test
    void noPartOfTheAddressOrOfAHeaderIsInTheOutcomeOfAReceiverThatRepeatsIt() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            HttpUrl url = server.url("/services/T0AB/B0CD/S3CR3TPART?token=Qu3rySecret&wait=true");
            String said =
                    "invalid_token: S3CR3TPART, Qu3rySecret, /services/T0AB/B0CD/S3CR3TPART, H3aderT0ken; proxy pr0xyPass";
            server.enqueue(new MockResponse.Builder().code(403).body(said).build());
            HttpTarget settings = new HttpTarget(
                    new Slack(url),
                    "POST",
                    Map.of("Authorization", new Secret("Bearer H3aderT0ken")),
                    HttpTarget.DEFAULT_TIMEOUT,
                    Transport.DIRECT,
                    true);
            try (Notifier notifier = settings.notifier("hook", Template.BUILT_IN)) {
                Outcome outcome = notifier.send(
                        new Delivery("msg_1", "hook", alert("1"), NOON, 0, Optional.empty()),
                        new Delivery.Content("{}"),
                        NOON);

                assertThat(outcome)
                        .isEqualTo(new Outcome.Refused(
                                "HTTP 403: invalid_token: ***, ***, ***, ***; proxy pr0xyPass; copy its URL anew"));
            }
        }
    }

    @Test
    void thePasswordIsNotInTheOutcomeOfAMailServerThatRepeatsIt() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
            host.answers.put("AUTH", "535 5.7.8 no login for me with " + PASSWORD + ", " + base64("\0me\0" + PASSWORD));
            EmailFixture channel =
                    EmailFixture.to(host.port(), "you@example.org").withPassword(PASSWORD);
            String said =
                    "127.0.0.1:" + host.port() + " refuses the login of 'me': 535 5.7.8 no login for me with ***, AG1l";

            assertThat(channel.send().answer())
                    .startsWith(said)
                    .doesNotContain(base64(PASSWORD).substring(4, 14));
            assertThat(channel.check().message()).startsWith(said);
        }
    }

    @Test
    void whatTheServerRepeatsOfAPasswordWhenItRefusesAMailIsNotInTheOutcome() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
            host.answers.put("MAIL", "550 not with " + PASSWORD);

            assertThat(EmailFixture.to(host.port(), "you@example.org")
                            .withPassword(PASSWORD)
                            .send())
                    .isEqualTo(new Outcome.Refused("550 not with ***"));
        }
    }

    private static UnaryOperator<String> guise(String name) {
        return Objects.requireNonNull(GUISES.get(name));
    }

    /** What is left of a secret, ten letters in a row. */
    private static List<String> leaked(String shown, String secret) {
        return Stream.iterate(0, at -> at + 10 <= secret.length(), at -> at + 1)
                .map(at -> secret.substring(at, at + 10))
                .filter(shown::contains)
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
