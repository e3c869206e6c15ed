package io.github.vastwatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final String BOTH = "http://me:pass%40word@proxy.example:3128";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            https://console.vast.ai/  | -                            | https
            http://hook.example/      | -                            | http
            http://localhost:8080/    | -                            | direct
            http://127.3.2.1/         | -                            | direct
            http://[::1]:8080/        | -                            | direct
            https://console.vast.ai/  | *                            | direct
            https://console.vast.ai/  | vast.ai                      | direct
            https://console.vast.ai/  | .vast.ai                     | direct
            https://console.vast.ai/  | *.vast.ai                    | direct
            https://vast.ai/          | .vast.ai                     | direct
            https://console.vast.ai/  | st.ai                        | https
            https://console.vast.ai/  | a.example, Vast.AI           | direct
            https://console.vast.ai/  | a.example Vast.AI            | direct
            https://console.vast.ai/  | vast.ai:443                  | direct
            https://console.vast.ai/  | vast.ai:8443                 | https
            https://bücher.example/   | bücher.example               | direct
            http://10.1.2.3/          | 10.0.0.0/8                   | direct
            http://11.1.2.3/          | 10.0.0.0/8                   | http
            http://10.1.2.3/          | 10.1.2.3                     | direct
            http://10.1.2.3:81/       | 10.1.2.3:80                  | http
            http://10.1.2.3:81/       | 10.1.2.3:81                  | direct
            http://10.1.2.31/         | 10.1.2.3                     | http
            http://[fd00::7]/         | fd00::/8                     | direct
            http://[fd00::7]/         | fd00::7                      | direct
            http://[fd00::7]:81/      | [fd00::7]:81                 | direct
            http://hook.example/      | 10.0.0.0/8, //, a/b, :       | http
            """)
    void noProxyIsReadAsCurlAndGoReadIt(String url, String noProxy, String expected) {
        Map<String, String> environment = noProxy == null
                ? Map.of("HTTP_PROXY", "http://proxy.example:1", "https_proxy", "proxy.example:2")
                : Map.of(
                        "HTTP_PROXY", "http://proxy.example:1",
                        "https_proxy", "proxy.example:2",
                        "NO_PROXY", noProxy);

        Proxies proxies = Proxies.of(environment::get).orElseThrow();

        assertThat(proxies.to(HttpUrl.get(url)).map(Proxies.ProxyServer::port).orElse(0))
                .isEqualTo(expected.equals("http") ? 1 : expected.equals("https") ? 2 : 0);
    }

    @Test
    void anEnvironmentWithoutAProxyLeavesItToTheJvm() {
        assertThat(Proxies.of(Map.of("NO_PROXY", "*", "HTTP_PROXY", " ")::get)).isEmpty();
    }

    @Test
    void smallLettersComeFirstAsWithCurl() {
        Map<String, String> both = Map.of("https_proxy", "http://a.example:1", "HTTPS_PROXY", "http://b.example:2");

        assertThat(Proxies.of(both::get).orElseThrow()).hasToString("http://a.example:1");
    }

    @Test
    void aProxyThatIsConfiguredIsForThisMachineToo() {
        assertThat(Proxies.parse(BOTH).to(HttpUrl.get("http://127.0.0.1:8080/")))
                .isPresent();
        assertThat(Proxies.parse("off").to(HttpUrl.get("https://console.vast.ai/")))
                .isEmpty();
    }

    @Test
    void theLoginOfAProxyIsDecodedAndNeverPrinted() {
        Proxies proxies = Proxies.parse(BOTH);

        assertThat(proxies.https().flatMap(Proxies.ProxyServer::login))
                .isEqualTo(Optional.of(new BasicLogin("me", "pass@word")));
        assertThat(proxies).hasToString("http://***@proxy.example:3128");
        assertThat(proxies.https().toString()).doesNotContain("word");
        assertThat(Proxies.parse("socks5h://[::1]")).hasToString("socks5://[::1]:1080");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://proxy.example        | not a proxy
            http://proxy.example/path  | not a proxy
            http://proxy.example/?a=b  | not a proxy
            https://proxy.example      | a proxy URL cannot begin with https://
            socks5://me:pw@127.0.0.1   | a login at a SOCKS proxy is not supported
            http://a%3Ab:pw@127.0.0.1  | the user of a login cannot have a colon
            """)
    void whatIsNoProxyIsRefusedWithoutItsLogin(String text, String expected) {
        assertThatThrownBy(() -> Proxies.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(expected);
    }

    @Test
    void aWrongVariableIsNamed() {
        assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", "ftp://me:s3cret@proxy")::get))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("the environment's HTTPS_PROXY: not a proxy");
    }
}
