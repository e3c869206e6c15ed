package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.MailLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One rule for names of files: relative to the folder of the file that says them, {@code ~} being the user's own. */
class FileNamesTest {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void files() throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(folder.resolve("config/more"));
        for (String name : new String[] {"home/secret", "config/secret", "config/more/secret"}) {
            Files.writeString(folder.resolve(name), "from-" + name);
        }
        Files.writeString(folder.resolve("home/alert.peb"), "at home: {{ title }}");
        Files.writeString(folder.resolve("home/home.yaml"), "channels: {}\n");
    }

    @Test
    void aTildeIsTheUsersOwnFolderEverywhere() throws Exception {
        Config config = read("~/secret", "file:~/state.db", "~/home.yaml", "template_file: ~/alert.peb,");

        assertThat(config.state().file()).contains(home.resolve("state.db"));
        assertThat(config.vast().apiKey().orElseThrow().reveal()).isEqualTo("from-home/secret");
        assertThat(password(config, "me")).isEqualTo("from-home/secret");
        assertThat(Objects.requireNonNull(config.channels().get("me"))
                        .template()
                        .texts())
                .hasSize(1);
    }

    @Test
    void aRelativeNameStartsAtTheFolderOfTheFileThatSaysIt() throws Exception {
        Files.writeString(folder.resolve("config/more/mail.yaml"), "channels: {other: " + mail("secret", "") + "}\n");

        Config config = read("secret", "file:states/state.db", "more/*.yaml", "");

        assertThat(config.state().file()).contains(folder.resolve("config/states/state.db"));
        assertThat(config.vast().apiKey().orElseThrow().reveal()).isEqualTo("from-config/secret");
        assertThat(password(config, "me")).isEqualTo("from-config/secret");
        assertThat(password(config, "other")).isEqualTo("from-config/more/secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "a\\0b"     | not the name of a file: 'a?b'
            "w\\uD800/*" | not the name of a file: 'w\uD800' / the locale may not have its characters: set LANG=C.UTF-8
            """)
    void aNameThatNoFileCanHaveIsOneSentence(String include, String problem) {
        BadConfig failure = catchThrowableOfType(BadConfig.class, () -> read("~/secret", "memory", include, ""));

        assertThat(failure.problems().stream().map(each -> Read.words(each).split(": ", 2)[1]))
                .containsExactly(problem);
    }

    private static String password(Config config, String channel) {
        EmailNotifier.Target target = (EmailNotifier.Target)
                Objects.requireNonNull(config.channels().get(channel)).target();
        return ((MailLogin.Password) target.settings().login().orElseThrow())
                .password()
                .reveal();
    }

    private static String mail(String secret, String more) {
        return "{type: email, to: a@example.org, from: b@example.org, " + more
                + " smtp: {host: 127.0.0.1, user: u, password_file: " + secret + "}}";
    }

    private Config read(String secret, String state, String include, String more) throws Exception {
        Path file = Files.writeString(
                folder.resolve("config/vastwatch.yaml"), """
                vast: {api_key_file: %s}
                state: %s
                include: %s
                channels: {me: %s}
                watches:
                  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: me}
                """.formatted(secret, state, include, mail(secret, more)));
        return Config.read(file, Map.of("HOME", home.toString())::get);
    }
}
