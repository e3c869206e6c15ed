package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.health.Liveness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs get that start the daemon again or report that it is down. */
class ProbesTest {
    private static final Optional<String> TOKEN = Optional.of(PolledSite.TOKEN);

    @TempDir
    Path folder;

    private PolledSite site;

    @BeforeEach
    void start() throws Exception {
        site = new PolledSite(folder, false);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void aDaemonThatPollsIsReadyForAnyoneWhoAsks() throws Exception {
        site.poll();

        assertThat(site.text("/healthz", Optional.empty())).isEqualTo("200 {\"status\":\"ok\"}");
        assertThat(site.text("/readyz", Optional.empty())).isEqualTo("200 {\"ready\":true,\"reasons\":[]}");
    }

    @Test
    void namesAreForThoseWhoMayRead() throws Exception {
        site.poll();
        site.now = site.now.plus(Duration.ofMinutes(20)).plusSeconds(1);
        site.store.daemon().testWrite(site.now);

        assertThat(site.text("/readyz", Optional.empty()))
                .isEqualTo("503 {\"ready\":false,\"reasons\":[\"a watch has had no answer for twice its interval\"]}");
        assertThat(site.text("/readyz", TOKEN))
                .isEqualTo("503 {\"ready\":false,\"reasons\":[\"watch 'cheap' has had no answer for 20 minutes\","
                        + "\"watch 'cheaper' has had no answer for 20 minutes\"]}");
        assertThat(site.text("/healthz", Optional.empty())).startsWith("200 ");
    }

    @Test
    void anOpenPageNamesThemToAnyone() throws Exception {
        site.close();
        site = new PolledSite(folder, true);
        site.refuseKey();

        assertThat(site.text("/readyz", Optional.empty()))
                .startsWith("503 {\"ready\":false,\"reasons\":[\"Vast.ai refuses the API key (HTTP 401");
    }

    @Test
    void aLoopThatHangsIsNoLongerAlive() throws Exception {
        site.poll();
        site.liveness = new Liveness(false, Duration.ofMinutes(6));

        assertThat(site.text("/healthz", Optional.empty()))
                .isEqualTo("503 {\"status\":\"polling has not moved for 6 minutes\"}");
        assertThat(site.text("/readyz", Optional.empty()))
                .isEqualTo("503 {\"ready\":false,\"reasons\":[\"polling has not moved for 6 minutes\"]}");
    }
}
