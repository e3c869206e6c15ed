package io.github.vastwatch.config;

import static io.github.vastwatch.config.Read.channel;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.MailLogin;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets as they come: in another encoding, with line ends, byte order marks and quotes. */
class EncodingTest {
    private static final String MAIL =
            "{type: email, to: a@example.org, from: b@example.org, smtp: {host: h, user: me, %s}}";

    @TempDir
    Path folder;

    /** {@code LC_ALL=C PW=pässwörd} arrives as this. */
    @Test
    void aVariableThatTheLocaleCannotRepresentIsRefused() {
        Read read = Read.in(folder);
        read.environment().put("PW", "p\uFFFD\uFFFDssw\uFFFD\uFFFDrd");
        String problem =
                "the value of PW holds characters that the locale cannot represent / set LANG=C.UTF-8, or name a"
                        + " file that holds a secret, as password_file";

        assertThat(read.problems(channel(MAIL.formatted("password: \"${PW}\""))))
                .containsExactly("2:100: " + problem);
        assertThat(read.problems(channel(MAIL.formatted("password: \"${PW:-other}\""))))
                .containsExactly("2:100: " + problem);
        assertThat(read.problems(channel("{type: webhook, url: \"http://127.0.0.1:9/${PW}\"}")))
                .containsExactly("2:50: " + problem);
    }

    @Test
    void aPasswordKeepsItsCharacters() throws Exception {
        Read read = Read.in(folder);
        read.environment().put("PW", "pässwörd");

        assertThat(password(read, "password: \"${PW}\"")).isEqualTo("pässwörd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pässwörd", "pässwörd\n", "pässwörd\r\n", "\uFEFFpässwörd\r\n"})
    void aSecretFileMayEndItsLineAndHaveAByteOrderMark(String contents) throws Exception {
        Path file = secret(contents, StandardCharsets.UTF_8);

        assertThat(password(Read.in(folder), "password_file: " + file)).isEqualTo("pässwörd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16"})
    void aSecretFileInAnotherEncodingIsRefused(String charset) throws Exception {
        Path file = secret("pässwörd\n", Charset.forName(charset));

        assertThat(Read.in(folder).problems(channel(MAIL.formatted("password_file: " + file))))
                .containsExactly("2:104: the secret file " + file + " cannot be read: it is not UTF-8 text / the file"
                        + " must contain only the secret, in UTF-8");
    }

    @Test
    void aSecretFileHoldsTheSecretAlone() throws Exception {
        Path file = secret("one\ntwo\n", StandardCharsets.UTF_8);
        Path named = Files.writeString(folder.resolve("named"), "VAST_API_KEY=abc\n");

        assertThat(Read.in(folder).problems(channel(MAIL.formatted("password_file: " + file))))
                .containsExactly("2:104: the secret file " + file
                        + " has more than one line / it must contain the secret" + " only");
        assertThat(Read.in(folder).problems("vast: {api_key_file: " + named + "}\n" + channel(Read.HOOK)))
                .containsExactly("1:22: a name and a '=' are before the secret / write the secret alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'abc'", "\"abc\"", "abc\n", " abc\r\n", "'abc '\n"})
    void aKeyIsFreedOfQuotesAndBlanksThatAFileOfVariablesLeft(String value) throws Exception {
        Read read = Read.in(folder);
        read.environment().put("KEY", value);

        Config config = read.config("vast: {api_key: \"${KEY}\"}\n" + channel(Read.HOOK));

        assertThat(config.vast().apiKey().orElseThrow().reveal()).isEqualTo("abc");
    }

    @Test
    void aUrlIsFreedOfQuotesToo() throws Exception {
        Read read = Read.in(folder);
        read.environment().put("URL", "\"http://127.0.0.1:9/x\"\n");

        assertThat(read.config(channel("{type: discord, url: \"${URL}\"}")).channels())
                .containsKey("hook");
    }

    @Test
    void aVariableWithoutItsBracketsIsNoKey() {
        assertThat(Read.in(folder).problems("vast: {api_key: $VAST_API_KEY}\n" + channel(Read.HOOK)))
                .containsExactly("1:17: a variable without its braces / write ${VAST_API_KEY}");
        assertThat(Read.in(folder).problems("vast: {api_key: Bearer abc}\n" + channel(Read.HOOK)))
                .containsExactly("1:17: 'Bearer' is before the secret / write the secret alone");
    }

    /** It may hold anything, so nothing is taken away but the line's end. */
    @Test
    void aPasswordThatHardlyIsOneIsDoubted() throws Exception {
        Read read = Read.in(folder);
        read.environment().put("QUOTED", "'pw'");
        read.environment().put("BLANK", "pw ");

        assertThat(password(read, "password: \"${QUOTED}\"")).isEqualTo("'pw'");
        assertThat(read.doubts(channel(MAIL.formatted("password: \"${QUOTED}\""))))
                .containsExactly(
                        "2:100: the password has quotes around it, which are used as a part of it / remove them");
        assertThat(read.doubts(channel(MAIL.formatted("password: \"${BLANK}\""))))
                .containsExactly(
                        "2:100: the password begins or ends with a space, which is used as a part of it / remove"
                                + " it");
        assertThat(read.doubts(channel(MAIL.formatted("password: $SMTP_PASSWORD"))))
                .containsExactly(
                        "2:99: the password looks like a variable without its braces / write" + " ${SMTP_PASSWORD}");
    }

    private Path secret(String contents, Charset charset) throws Exception {
        Path file = Files.write(folder.resolve("secret"), contents.getBytes(charset));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static String password(Read read, String key) throws Exception {
        EmailNotifier.Target mail = (EmailNotifier.Target) Read.target(read.config(channel(MAIL.formatted(key))));
        return ((MailLogin.Password) mail.settings().login().orElseThrow())
                .password()
                .reveal();
    }
}
