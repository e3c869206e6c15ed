package io.github.vastwatch.cli;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A first config. */
@Command(
        name = "init",
        description = {
            "Writes a commented config with one watch: asks for what the options do not say, and shows today's prices.",
            "Ends with what the watch matches now. Never overwrites; without -c FILE it is ./config/vastwatch.yaml.",
            "Exit 0 when it was written, 3 when it was but Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    /** Enough to see that it works; search shows all. */
    private static final int SHOWN = 10;

    @ParentCommand
    private Main main;

    @Mixin
    private final InitOptions options = new InitOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, BadConfig {
        PrintWriter err = spec.commandLine().getErr();
        Path path = main.config().fresh();
        NewFile.refuse(path);
        Optional<Interview> interview = Terminal.types() && Terminal.readsErrors()
                ? Optional.of(new Interview(new BufferedReader(new InputStreamReader(System.in, typed())), err))
                : Optional.empty();
        Clock clock = Clock.systemUTC();
        try (VastClient vast = new VastClient(settings(), clock)) {
            MarketCheck market = new MarketCheck(vast, clock);
            Progress progress = new Progress(err, Terminal.readsErrors());
            FirstConfig first = new FirstAnswers(options, interview, market, progress).config(state(path));
            Config config = written(path, first);
            err.println("wrote " + path + ", which only you can read");
            progress.show("asking Vast.ai what it matches now …");
            Finding finding = market.of(config.watches().get(0));
            progress.clear();
            OfferList.print(
                    finding.matches()
                            .subList(0, Math.min(SHOWN, finding.matches().size())),
                    OfferList.Format.table,
                    Terminal.standardOutput(),
                    spec.commandLine().getOut());
            after(finding, first, err);
            return finding.answered() ? Exit.DONE : Exit.NO_ANSWER;
        }
    }

    /** Beside the config, and its own: two daemons cannot share one. */
    private static Path state(Path config) {
        String name = String.valueOf(config.getFileName()).replaceFirst("\\.ya?ml$", "");
        return config.toAbsolutePath().normalize().resolveSibling(name + "-state.db");
    }

    private VastSettings settings() {
        return new VastSettings(
                VastSettings.parseUrl(options.market == null ? VastSettings.DEFAULT_URL : options.market),
                Optional.ofNullable(System.getenv("VAST_API_KEY"))
                        .filter(key -> !key.isEmpty())
                        .map(Secret::new),
                Protocol.AUTO,
                VastSettings.DEFAULT_REQUESTS_PER_MINUTE,
                new Transport(Proxies.of(System::getenv), Optional.empty()));
    }

    /** What this machine's terminals send. */
    private static Charset typed() {
        return Optional.ofNullable(System.getProperty("native.encoding"))
                .map(Charset::forName)
                .orElse(Charset.defaultCharset());
    }

    /** Read before it appears: what is written is a config. */
    private static Config written(Path path, FirstConfig first) throws IOException, BadConfig {
        try (NewFile file = NewFile.drafted(path, first.yaml())) {
            Config config = Config.read(file.draft(), System::getenv);
            file.publish();
            return config;
        }
    }

    private void after(Finding finding, FirstConfig first, PrintWriter err) {
        String watch = finding.watch().name();
        err.println("watch '" + watch + "', " + finding.watch().threshold() + ": " + finding.summary());
        if (finding.answered() && !finding.why().isEmpty()) {
            err.println("  " + finding.why());
        }
        first.channels().stream()
                .flatMap(channel -> channel.variable().stream())
                .forEach(variable -> err.println("before the next: export " + variable + "=…"));
        String vastwatch = program();
        String option = main.config().option();
        err.println("next, see that it works:  " + vastwatch + " check" + option);
        err.println("and leave it running:     " + vastwatch + " run" + option);
    }

    /** How this program is called, as far as it can know. */
    private static String program() {
        String path = InitCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Path here = Path.of("").toAbsolutePath();
        Path jar = Path.of(path);
        return path.endsWith(".jar") ? "java -jar " + (jar.startsWith(here) ? here.relativize(jar) : jar) : "vastwatch";
    }
}
