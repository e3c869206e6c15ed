package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.notify.mail.MailLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailConfigTest {
    @TempDir
    Path folder;

    @Test
    void thisMachineIsCalledByTheDomainOfTheSenderUnlessTheConfigSaysOtherwise() throws Exception {
        assertThat(settings("{host: smtp.example.org}").hello()).isEqualTo("xn--exmple-cua.de");
        assertThat(settings("{host: smtp.example.org, hello: Box.exämple.net}").hello())
                .isEqualTo("box.xn--exmple-cua.net");
        assertThat(settings("{host: smtp.example.org, hello: \"[192.0.2.1]\"}").hello())
                .isEqualTo("[192.0.2.1]");
    }

    @Test
    void aLoginInTheClearIsDoubtedUnlessItStaysOnThisMachine() throws Exception {
        assertThat(doubts("{host: smtp.my.org, tls: none, user: me, password: secret}"))
                .containsExactly("5:36: tls: none sends the login to smtp.my.org in the clear\n"
                        + "    write tls: starttls, or tls: tls for port 465");
        assertThat(doubts("{host: 127.0.0.1, tls: none, user: me, password: secret}"))
                .isEmpty();
        assertThat(doubts("{host: smtp.my.org, tls: none}")).isEmpty();
    }

    @Test
    void aTokenCommandIsAListOrTheWordsOfAText() throws Exception {
        assertThat(settings("{host: h, user: me, token_command: [/bin/token, \"a, b\", $x]}")
                        .login())
                .contains(new MailLogin.TokenCommand("me", List.of("/bin/token", "a, b", "$x")));
        assertThat(settings("{host: h, user: me, token_command: oama access me@example.org}")
                        .login())
                .contains(new MailLogin.TokenCommand("me", List.of("oama", "access", "me@example.org")));
    }

    @Test
    void aReplacedRefreshTokenIsNoNewConfig() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "refresh-1");
        String smtp = "{host: h, user: me, oauth: {token_url: \"https://example.org/t\", client_id: x,"
                + " client_secret: planted-1, refresh_token_file: " + token + "}}";
        EmailSettings before = settings(smtp);

        Files.writeString(token, "refresh-2");

        assertThat(settings(smtp)).isEqualTo(before);
        assertThat(read(smtp).effectiveConfig().yaml())
                .contains("client_secret: '***'")
                .doesNotContain("planted-1")
                .doesNotContain("refresh-2");
        assertThat(read(smtp.replace("refresh_token_file: " + token, "refresh_token: planted-2"))
                        .effectiveConfig()
                        .yaml())
                .contains("refresh_token: '***'")
                .doesNotContain("planted-2");
    }

    private EmailSettings settings(String smtp) throws Exception {
        return read(smtp).channels().values().stream()
                .map(channel -> ((EmailNotifier.Target) channel.target()).settings())
                .findFirst()
                .orElseThrow();
    }

    private List<String> doubts(String smtp) throws Exception {
        return read(smtp).warnings().stream()
                .map(Problem::toString)
                .map(text -> text.substring(text.indexOf(".yaml:") + 6))
                .toList();
    }

    private Config read(String smtp) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                channels:
                  me:
                    type: email
                    to: me@example.org
                    smtp: %s
                    from: vastwatch@exämple.de
                watches:
                  - {name: a, query: gpu_name=RTX_4090, threshold: dph_total <= 0.40, notify: me}
                """.formatted(smtp));
        return Config.read(file, name -> null);
    }
}
