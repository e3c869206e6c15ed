package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Subcommand.Exit;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.SmtpCheck;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the mail servers, the server of the heartbeat and the market answer for a config. Webhooks are not called: any
 * call would be an alert.
 *
 * @param smtp the mail servers of the channels
 * @param heartbeat the answer of its server, where there is one
 * @param watches for the watches that are ever due, in the order of the config
 */
record OnlineCheck(List<MailServer> smtp, Optional<Reached> heartbeat, List<MarketCheck.Result> watches) {
    record MailServer(String channel, @JsonUnwrapped SmtpCheck check) {}

    /** Whether the server of the heartbeat answers, and a line about it. */
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
        smtp = List.copyOf(smtp);
        watches = List.copyOf(watches);
    }

    /** @param err gets a warning if the rows cannot be counted */
    static OnlineCheck ask(Config config, Clock clock, Terminal.Progress progress, PrintWriter err)
            throws InterruptedException {
        List<MailServer> smtp = new ArrayList<>();
        for (Channel channel : config.channels().values()) {
            if (channel.target() instanceof EmailNotifier.Target email) {
                progress.show("asking the mail server " + email.settings().host() + " …");
                smtp.add(new MailServer(channel.name(), SmtpCheck.of(email.settings(), clock.instant())));
            }
        }
        config.heartbeat()
                .ifPresent(each -> progress.show("asking " + each.url().host() + " …"));
        Optional<Reached> heartbeat = config.heartbeat().map(Reached::of);
        List<Watch> due = config.watches().stream()
                .filter(watch -> watch.next(clock.instant()).isPresent())
                .toList();
        List<MarketCheck.Result> findings = new ArrayList<>();
        progress.clear();
        try (VastClient vast = ForceOption.countedClient(config, clock, err)) {
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

    Optional<MarketCheck.Result> of(Watch watch) {
        return watches.stream()
                .filter(watchCheck -> watchCheck.watch().name().equals(watch.name()))
                .findFirst();
    }

    /** 3 when a watch got no answer, 1 when a mail server or the heartbeat's failed, otherwise 0. */
    int exit() {
        if (watches.stream().anyMatch(watchCheck -> !watchCheck.answered())) {
            return Exit.NO_ANSWER;
        }
        boolean isFine = smtp.stream().allMatch(server -> server.check().ok())
                && heartbeat.map(Reached::ok).orElse(true);
        return isFine ? Exit.DONE : Exit.NO;
    }
}
