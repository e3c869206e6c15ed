package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.vast.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/** What is shown of a message, and what of it is secret. */
class PreviewTest {
    @Test
    void aShortTopicIsHiddenWhereItIsMeantAndNotInOtherWords() {
        String body = shown("t", SampleAlert.NEW);

        assertThat(body)
                .contains("\"topic\":\"***\"")
                .contains("\"priority\":")
                .contains("\"title\":")
                .doesNotContain("\"t\"");
        assertThat(masked("t", "{\"t\":\"t\",\"x\":\"at t\",\"u\":\"https://ntfy.sh/t?a=t&b=tt\"}"))
                .isEqualTo("{\"t\":\"***\",\"x\":\"at t\",\"u\":\"https://ntfy.sh/***?a=***&b=tt\"}");
        assertThat(masked("h", "{\"x\":\"$0.40/h\",\"y\":[\"h\",\"{\\\"k\\\":\\\"h\\\"}\"]}"))
                .isEqualTo("{\"x\":\"$0.40/h\",\"y\":[\"***\",\"{\\\"k\\\":\\\"***\\\"}\"]}");
    }

    @Test
    void aLongTopicIsHiddenWhereverItStands() {
        assertThat(masked("gpu-7fQ", "{\"topic\":\"gpu-7fQ\",\"x\":\"see gpu-7fQ, ntfy.sh/gpu-7fQ/json\"}"))
                .isEqualTo("{\"topic\":\"***\",\"x\":\"see ***, ntfy.sh/***/json\"}");
    }

    private static Channel channel(String topic) {
        Ntfy ntfy = new Ntfy(
                HttpUrl.get("https://ntfy.sh/"),
                new Secret(topic),
                Optional.empty(),
                new Ntfy.ByKind<>(Map.of()),
                new Ntfy.ByKind<List<String>>(Map.of()));
        return new Channel("me", Channel.Limits.DEFAULT, Targets.plain(ntfy));
    }

    private static String shown(String topic, SampleAlert sampleAlert) {
        return Channel.Preview.of(channel(topic), sampleAlert.sample(NOON), NOON)
                .text();
    }

    private static String masked(String topic, String body) {
        return Channel.Preview.masked(body, Optional.of(channel(topic)));
    }
}
