package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.AtomicFile;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.Prompts;
import io.github.vastwatch.cli.console.SecretFile;
import io.github.vastwatch.cli.console.SharedRowLedger;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.cli.market.OfferList;
import io.github.vastwatch.cli.market.WatchCheck;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigEdit;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.config.JsonSchema;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** A first config. */
@Command(
        name = "init",
        description = {
            "Writes a commented config with one watch: asks for what the options do not say, and shows today's prices.",
            "Ends with what the watch matches now. Never overwrites; without -c FILE it is ./config/vastwatch.yaml.",
            "The API key and passwords that it asks for are not shown, and stored in files that only you can read.",
            "With --add it adds a watch to the config that is there, and leaves the rest of it as it is.",
            "Exit 0 when it was written, 3 when it was but Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
    /** Enough to see that it works; search shows all. */
    private static final int SHOWN = 10;

    @ParentCommand
    private Console console;

    @Mixin
    private final InitOptions options = new InitOptions();

    @Override
    public Integer call() throws IOException, InterruptedException, BadConfig {
        PrintWriter err = console.err();
        Optional<Prompts> interview = Terminal.types() && Terminal.readsErrors()
                ? Optional.of(new Prompts(
                        new BufferedReader(new InputStreamReader(System.in, typed())), err, Terminal.terminalEcho()))
                : Optional.empty();
        return options.add ? added(interview, err) : created(interview, err);
    }

    private void checkGiven(Optional<Prompts> interview) {
        List<String> missing = options.missing();
        if (interview.isEmpty() && !missing.isEmpty()) {
            throw new InvalidInput(
                    "not on a terminal, so there is no one to ask for " + String.join(", ", missing),
                    "give them as options");
        }
    }

    private int created(Optional<Prompts> interview, PrintWriter err)
            throws IOException, InterruptedException, BadConfig {
        Path path = console.config().fresh();
        AtomicFile.refuse(path);
        checkGiven(interview);
        Optional<SecretFile> key = key(interview, path);
        try (VastClient vast = new VastClient(settings(key), console.clock())) {
            MarketCheck market = new MarketCheck(vast, console.clock());
            Progress progress = console.progress();
            WatchAnswers.Wanted wanted = new WatchAnswers(options, interview, market, progress).wanted();
            List<StarterChannel> channels = new ChannelAnswers(options, interview, path).channels();
            StarterConfig first = new StarterConfig(
                    Optional.ofNullable(options.market),
                    key,
                    state(path),
                    channels,
                    wanted.watch(
                            List.of(), List.copyOf(StarterConfig.named(channels).keySet())));
            Config config = written(path, first);
            err.println("wrote " + path + ", which only you can read, and " + StarterConfig.SCHEMA
                    + " for editors beside it");
            first.secrets().forEach(file -> err.println("wrote " + file.path() + ", which only you can read"));
            WatchCheck watchCheck = found(config.watches().get(0), market, progress, err);
            channels.stream()
                    .flatMap(channel -> channel.variable().stream())
                    .forEach(variable -> err.println("before the next: export " + variable + "=…"));
            String option = console.config().option();
            err.println("next, see that it works:  " + program() + " check" + option);
            err.println("and leave it running:     " + program() + " run" + option);
            return watchCheck.answered() ? Exit.DONE : Exit.NO_ANSWER;
        }
    }

    private int added(Optional<Prompts> interview, PrintWriter err)
            throws IOException, InterruptedException, BadConfig {
        ConfigSource source = console.config().source();
        Config config = source.read();
        checkGiven(interview);
        try (VastClient vast = SharedRowLedger.client(config, console.clock(), false)) {
            MarketCheck market = new MarketCheck(vast, console.clock());
            Progress progress = console.progress();
            WatchText watch = new WatchAnswers(options, interview, market, progress)
                    .wanted()
                    .watch(
                            config.watches().stream().map(Watch::name).toList(),
                            config.watches().get(0).channels());
            Config with = ConfigEdit.add(source, watch.lines());
            err.println("added watch '" + watch.name() + "' to " + source.file() + ", for "
                    + String.join(", ", watch.channels()) + "; a running daemon takes it within 10 s");
            WatchCheck watchCheck = found(with.watch(watch.name()), market, progress, err);
            return watchCheck.answered() ? Exit.DONE : Exit.NO_ANSWER;
        }
    }

    /** What it matches now, shown. */
    private WatchCheck found(Watch watch, MarketCheck market, Progress progress, PrintWriter err)
            throws InterruptedException {
        progress.show("asking Vast.ai what it matches now …");
        WatchCheck watchCheck = market.of(watch);
        progress.clear();
        OfferList.print(
                watchCheck
                        .matches()
                        .subList(0, Math.min(SHOWN, watchCheck.matches().size())),
                OfferList.Format.table,
                Terminal.standardOutput(),
                console.out());
        err.println("watch '" + watch.name() + "', " + watch.threshold() + ": " + watchCheck.summary());
        if (watchCheck.answered() && !watchCheck.why().isEmpty()) {
            err.println("  " + watchCheck.why());
        }
        return watchCheck;
    }

    /** Beside the config, and its own: two daemons cannot share one. */
    private static Path state(Path config) {
        String name = String.valueOf(config.getFileName()).replaceFirst("\\.ya?ml$", "");
        return config.toAbsolutePath().normalize().resolveSibling(name + "-state.db");
    }

    private static Optional<String> exportedKey() {
        return Optional.ofNullable(System.getenv("VAST_API_KEY")).filter(key -> !key.isEmpty());
    }

    /** The API key that a person types, in a file; empty where the environment has one, or there is none. */
    private static Optional<SecretFile> key(Optional<Prompts> interview, Path config)
            throws IOException, InterruptedException {
        if (exportedKey().isPresent() || interview.isEmpty()) {
            return Optional.empty();
        }
        return interview
                .get()
                .secret("Your API key of Vast.ai, from https://cloud.vast.ai/manage-keys/", text -> {
                    if (!text.matches("[!-~]+")) {
                        throw new InvalidInput(
                                "the key holds a blank, or a character that no header can carry", "copy it anew");
                    }
                    return text;
                })
                .map(text -> SecretFile.beside(config, "api-key", text));
    }

    private VastSettings settings(Optional<SecretFile> key) {
        return new VastSettings(
                VastSettings.parseUrl(options.market == null ? VastSettings.DEFAULT_URL : options.market),
                key.map(SecretFile::secret).or(() -> exportedKey().map(Secret::new)),
                Protocol.AUTO,
                VastSettings.DEFAULT_REQUESTS_PER_MINUTE,
                RowUsage.Limit.AUTO,
                new Transport(Proxies.of(System::getenv), Optional.empty()));
    }

    /** What this machine's terminals send. */
    private static Charset typed() {
        return Optional.ofNullable(System.getProperty("native.encoding"))
                .map(Charset::forName)
                .orElse(Charset.defaultCharset());
    }

    /** Read before it appears: what is written is a config. A schema that is there is left as it is. */
    private static Config written(Path path, StarterConfig first) throws IOException, BadConfig {
        List<Path> secrets = new ArrayList<>();
        try (AtomicFile file = AtomicFile.drafted(path, first.yaml())) {
            for (SecretFile each : first.secrets()) {
                try (AtomicFile secret =
                        AtomicFile.drafted(each.path(), each.secret().reveal() + "\n")) {
                    secret.publish();
                    secrets.add(each.path());
                }
            }
            Config config = Config.read(file.draft(), System::getenv);
            file.publish();
            secrets.clear();
            Path schema = path.toAbsolutePath().resolveSibling(StarterConfig.SCHEMA);
            if (!Files.exists(schema)) {
                Files.writeString(schema, JsonSchema.text());
            }
            return config;
        } finally {
            for (Path secret : secrets) {
                Files.deleteIfExists(secret);
            }
        }
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
