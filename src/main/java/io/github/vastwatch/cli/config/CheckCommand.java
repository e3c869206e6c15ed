package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.FollowedMarket;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.cli.market.PlanView;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.Problem;
import io.github.vastwatch.plan.RequestLoad;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a config and shows what it means. */
@Command(
        name = "check",
        description = {
            "Checks the config and shows what it does. Online it also logs in to each mail server, checks that the "
                    + "heartbeat server answers, without sending a heartbeat, and searches once per watch: what matches now, or why "
                    + "nothing does. Sends nothing, and does not test whether the disk of the state is full.",
            "Exit 0; 78 when the config is wrong; 74 when this user cannot use the state, or it is damaged; 3 when Vast.ai gave no "
                    + "answer; 1 when a mail server or the server of the heartbeat failed, or when there are warnings "
                    + "and --strict is given."
        })
public final class CheckCommand extends Subcommand {
    /** Whether servers are asked. */
    static final class Reach {
        @Option(
                names = "--online",
                description =
                        "Ask the mail servers, the server of the heartbeat and Vast.ai; the default on a terminal.")
        private boolean online;

        @Option(names = "--offline", description = "Contact no server.")
        private boolean offline;
    }

    @ArgGroup
    private final Reach reach = new Reach();

    @Option(names = "--strict", description = "Exit 1 when there are warnings.")
    private boolean strict;

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    @Option(
            names = "--print",
            description =
                    "Print the effective config, with includes, defaults and variables filled in and secrets as ***.")
    private boolean print;

    @Override
    public Integer call() throws InterruptedException, BadConfig {
        Config config;
        try {
            config = config().read();
        } catch (BadConfig failure) {
            if (!format.isJson()) {
                throw failure;
            }
            out().println(Json.text(Report.facts(failure)));
            return Exit.BAD_CONFIG;
        }
        // A database is elsewhere.
        boolean isReached = config.state().postgres().isEmpty() || !reach.offline;
        Optional<String> unusable = isReached ? unusable(config.state()) : Optional.empty();
        StateLocation state = isReached && unusable.isEmpty() ? config.state() : StateLocation.MEMORY;
        boolean isFollowed =
                config.watches().stream().anyMatch(watch -> watch.moving().isPresent());
        FollowedMarket market = FollowedMarket.of(isFollowed ? state : StateLocation.MEMORY);
        Optional<OnlineCheck> online = isOnline()
                ? Optional.of(OnlineCheck.ask(market.move(config), clock(), progress(), err()))
                : Optional.empty();
        Instant now = now();
        Report report = new Report(config, online, PlanView.asFarAsKnown(config, state, now), market, now);
        if (format.isJson()) {
            out().println(Json.text(report.facts(unusable)));
        } else {
            print(config, report);
        }
        if (unusable.isPresent()) {
            err().println(unusable.get());
            return Exit.FILE_TROUBLE;
        }
        int exit = online.map(OnlineCheck::exit).orElse(Exit.DONE);
        return exit == Exit.DONE && strict && !config.warnings().isEmpty() ? Exit.NO : exit;
    }

    /** Why this user cannot use the state, if so. */
    private static Optional<String> unusable(StateLocation state) {
        try {
            Store.check(state);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileErrors.withName(e));
        }
    }

    private boolean isOnline() {
        return reach.online || (!reach.offline && !print && Terminal.readsOutput());
    }

    private void print(Config config, Report report) {
        if (print) {
            out().print(config.effectiveConfig().yaml());
            out().flush();
            // The output stays a config.
            report.answers().forEach(err()::println);
        } else {
            out().println(config().path() + " is fine");
            report.lines().forEach(out()::println);
        }
        boolean pointed = Terminal.readsErrors();
        report.shortages().forEach(each -> err().println("warning: " + each));
        config.warnings().forEach(each -> err().println("warning: " + (pointed ? each.pointed() : each.toString())));
    }

    /** What a config means, and what mail servers and the market answered where they were asked; as text and as JSON. */
    record Report(Config config, Optional<OnlineCheck> online, PlanView plan, FollowedMarket market, Instant now) {

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("Vast.ai   " + config.vast().url() + ", protocol "
                    + Protocol.name(config.vast().protocols()) + ", "
                    + (config.vast().apiKey().isPresent()
                            ? "with a key"
                            : "without a key (at most 64 offers per search)")
                    + ", at most " + config.vast().requestsPerMinute() + " searches a minute"
                    + config.vast().transport().words(config.vast().url()));
            lines.add("rows      " + plan.budget().words());
            plan.budget().pause().ifPresent(pause -> lines.add("          " + pause));
            lines.add("state     " + config.state());
            config.heartbeat()
                    .ifPresent(each -> lines.add("heartbeat " + each + ", every "
                            + each.every().toString().substring(2).toLowerCase(Locale.ROOT)
                            + " while polls and deliveries work"));
            config.alive()
                    .ifPresent(each -> lines.add("alive     " + each.at() + ", to "
                            + String.join(", ", each.channels().isEmpty() ? config.usedChannels() : each.channels())));
            lines.addAll(servers());
            for (Watch watch : config.watches()) {
                lines.add("");
                lines.add("watch '" + watch.name() + "'" + (watch.enabled() ? "" : " (not enabled)"));
                lines.add("  query   " + watch.query());
                lines.add("  prices  " + watch.type() + ", with " + watch.diskGb() + " GB disk"
                        + watch.sla().map(sla -> " and an " + sla.describe()).orElse(""));
                lines.add("  alerts  when " + watch.thresholdText()
                        + watch.alerts()
                                .notifyRules()
                                .urgent()
                                .map(urgent -> ", urgent when " + urgent)
                                .orElse("")
                        + ", to " + channels(watch));
                market.words(watch, now).ifPresent(words -> lines.add("  market  " + words));
                lines.add("  polls   " + watch.schedule()
                        + watch.until().map(until -> ", until " + until).orElse("") + "; next "
                        + String.join(", ", times(watch)));
                online.flatMap(check -> check.of(watch)).ifPresent(watchCheck -> lines.addAll(found(watchCheck)));
            }
            return lines;
        }

        /** Only the answers of servers. */
        List<String> answers() {
            List<String> lines = new ArrayList<>(servers());
            online.ifPresent(check -> check.watches().forEach(watchCheck -> {
                lines.add("watch '" + watchCheck.watch().name() + "'");
                lines.addAll(found(watchCheck));
            }));
            return lines;
        }

        /** What the watches ask for that the budgets do not allow, and what would help. */
        List<String> shortages() {
            return Stream.concat(
                            RequestLoad.shortage(config.watches(), config.vast().requestsPerMinute(), now).stream(),
                            plan
                                    .advice()
                                    .flatMap(advice ->
                                            advice.shortage().map(shortage -> shortage + ": " + advice.help()))
                                    .stream())
                    .toList();
        }

        private List<String> servers() {
            List<String> lines = new ArrayList<>();
            online.ifPresent(check -> check.smtp()
                    .forEach(server -> lines.add((server.check().ok() ? "mail      " : "mail      FAILED: ")
                            + server.check().message() + " (channel '" + server.channel() + "')")));
            online.flatMap(OnlineCheck::heartbeat)
                    .ifPresent(each -> lines.add((each.ok() ? "heartbeat " : "heartbeat FAILED: ") + each.message()));
            return lines;
        }

        private static List<String> found(MarketCheck.Result watchCheck) {
            List<String> lines = new ArrayList<>(List.of("  now     " + watchCheck.summary()));
            if (watchCheck.answered() && !watchCheck.why().isEmpty()) {
                lines.add("  why     " + watchCheck.why());
            }
            return lines;
        }

        private String channels(Watch watch) {
            return watch.channels().stream()
                    .map(name -> name + " ("
                            + Optional.ofNullable(config.channels().get(name))
                                    .map(channel -> channel.target().toString())
                                    .orElse("")
                            + ")")
                    .collect(Collectors.joining(", "));
        }

        private List<String> times(Watch watch) {
            List<String> times = Stream.iterate(
                            watch.next(now), Optional::isPresent, next -> watch.next(next.orElseThrow()))
                    .limit(3)
                    .map(next ->
                            next.orElseThrow().truncatedTo(ChronoUnit.SECONDS).toString())
                    .toList();
            return times.isEmpty() ? List.of("never") : times;
        }

        /** The JSON of a valid config. */
        Facts facts(Optional<String> unusableState) {
            return new Facts(
                    unusableState.isEmpty(),
                    problems(List.of(), config.warnings()),
                    config.watches().stream().map(Watch::name).toList(),
                    unusableState.orElse(null),
                    plan.budget().facts(),
                    shortages(),
                    online.orElse(null));
        }

        static Facts facts(BadConfig failure) {
            return new Facts(
                    false, problems(failure.problems(), failure.warnings()), List.of(), null, null, null, null);
        }

        private static List<ProblemFacts> problems(List<Problem> errors, List<Problem> warnings) {
            return Stream.concat(
                            errors.stream().map(each -> new ProblemFacts(each, "error")),
                            warnings.stream().map(each -> new ProblemFacts(each, "warning")))
                    .toList();
        }

        /** @param state why this user cannot use the state, if so */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Facts(
                boolean ok,
                List<ProblemFacts> problems,
                List<String> watches,
                @Nullable String state,
                RowBudget.@Nullable Facts rows,
                @Nullable List<String> shortages,
                @Nullable OnlineCheck online) {}

        record ProblemFacts(
                @JsonUnwrapped @JsonIgnoreProperties("excerpt")
                Problem problem,

                String severity) {}
    }
}
