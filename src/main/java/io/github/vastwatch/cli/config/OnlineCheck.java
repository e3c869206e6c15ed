package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.SharedRowLedger;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.cli.market.WatchCheck;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.notify.mail.EmailTarget;
import io.github.vastwatch.notify.mail.SmtpCheck;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the mail servers, the server of the heartbeat and the market say to a config; webhooks are not asked, for there is no question but an alert.
 *
 * @param smtp the servers' answers by channel
 * @param heartbeat of its server, where there is one
 * @param findings of the watches that are ever due, in the config's order
 */
record OnlineCheck(Map<String, SmtpCheck> smtp, Optional<Reached> heartbeat, List<WatchCheck> findings) {
    /** Whether the heartbeat's server answers, and what to say of it. */
    record Reached(boolean ok, String message) {
        static Reached of(Heartbeat heartbeat) {
            return heartbeat
                    .reach()
                    .map(failure -> new Reached(false, heartbeat + ": " + failure))
                    .orElseGet(() -> new Reached(
                            true,
                            heartbeat.url().host() + " answers; the heartbeat itself was not called, as a call is a"
                                    + " sign of life"));
        }
    }

    OnlineCheck {
        smtp = new LinkedHashMap<>(smtp);
        findings = List.copyOf(findings);
    }

    static OnlineCheck ask(Config config, Clock clock, Progress progress) throws InterruptedException {
        Map<String, SmtpCheck> smtp = new LinkedHashMap<>();
        for (Channel channel : config.channels().values()) {
            if (channel.target() instanceof EmailTarget email) {
                progress.show("asking the mail server " + email.host() + " …");
                smtp.put(channel.name(), SmtpCheck.of(email, clock.instant()));
            }
        }
        config.heartbeat()
                .ifPresent(each -> progress.show("asking " + each.url().host() + " …"));
        Optional<Reached> heartbeat = config.heartbeat().map(Reached::of);
        List<Watch> due = config.watches().stream()
                .filter(watch -> watch.next(clock.instant()).isPresent())
                .toList();
        List<WatchCheck> findings = new ArrayList<>();
        try (VastClient vast = SharedRowLedger.client(config, clock, false)) {
            MarketCheck market = new MarketCheck(vast, clock);
            for (Watch watch : due) {
                progress.show("asking Vast.ai for watch " + (findings.size() + 1) + " of " + due.size() + ", '"
                        + watch.name() + "' …");
                findings.add(market.of(watch));
            }
        }
        progress.clear();
        return new OnlineCheck(smtp, heartbeat, findings);
    }

    Optional<WatchCheck> of(Watch watch) {
        return findings.stream()
                .filter(watchCheck -> watchCheck.watch().name().equals(watch.name()))
                .findFirst();
    }

    /** 3 when a watch got no answer, 1 when a mail server or the heartbeat's failed, otherwise 0. */
    int exit() {
        if (findings.stream().anyMatch(watchCheck -> !watchCheck.answered())) {
            return Exit.NO_ANSWER;
        }
        boolean isFine = smtp.values().stream().allMatch(SmtpCheck::ok)
                && heartbeat.map(Reached::ok).orElse(true);
        return isFine ? Exit.DONE : Exit.NO;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode servers = json.putArray("smtp");
        smtp.forEach((channel, answer) -> servers.addObject()
                .put("channel", channel)
                .put("ok", answer.ok())
                .put("message", answer.message()));
        json.putNull("heartbeat");
        heartbeat.ifPresent(
                each -> json.putObject("heartbeat").put("ok", each.ok()).put("message", each.message()));
        ArrayNode watches = json.putArray("watches");
        for (WatchCheck watchCheck : findings) {
            ObjectNode node = watches.addObject();
            node.put("name", watchCheck.watch().name()).put("answered", watchCheck.answered());
            node.put("whole", watchCheck.answered() ? watchCheck.whole() : null);
            node.put("matches", watchCheck.answered() ? watchCheck.matches().size() : null);
            watchCheck
                    .best()
                    .map(BigDecimal::doubleValue)
                    .ifPresentOrElse(best -> node.put("best", best), () -> node.putNull("best"));
            node.put("why", watchCheck.why().isEmpty() ? null : watchCheck.why());
        }
        return json;
    }
}
