package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.config.StarterConfig.SecretFile;
import io.github.vastwatch.cli.console.AtomicFile;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.history.Recorded;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.cli.market.OfferList;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigEdit;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.config.JsonSchema;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes a first config. */
@Command(
        name = "init",
        description = {
            "Writes a commented config with one watch: asks for what the options leave open, and shows today's prices.",
            "Ends with what the watch matches now. Never overwrites; without -c FILE it writes "
                    + "./config/vastwatch.yaml.",
            "The API key and passwords that it asks for are not shown, and are stored in files that only you can read.",
            "With --add it adds a watch to the existing config and leaves the rest of it as it is.",
            "Exit 0 when the config was written, 3 when it was written but Vast.ai gave no answer."
        })
public final class InitCommand extends Subcommand {
    /** The most matches shown; search shows all. */
    private static final int SHOWN = 10;

    static final AtomicFile.Advice ADVICE = new AtomicFile.Advice(
            "name another file with -c FILE, move this one away, or run 'vastwatch check' to see what it means",
            "name a file in a folder of yours with -c FILE");

    @Mixin
    private final InitPrompts.Options options = new InitPrompts.Options();

    @Override
    public Integer call() throws IOException, InterruptedException, BadConfig {
        Optional<Prompts> person = Terminal.types() && Terminal.readsErrors()
                ? Optional.of(new Prompts(
                        new BufferedReader(new InputStreamReader(System.in, typed())), err(), Terminal.echo()))
                : Optional.empty();
        return options.add ? add(person) : create(person);
    }

    private void checkGiven(Optional<Prompts> person) {
        List<String> missing = options.missing();
        if (person.isEmpty() && !missing.isEmpty()) {
            throw new InvalidInput(
                    "this is not a terminal, so init cannot ask for " + String.join(", ", missing),
                    "give them as options");
        }
    }

    private int create(Optional<Prompts> person) throws IOException, InterruptedException, BadConfig {
        PrintWriter err = err();
        Path path = config().fresh();
        AtomicFile.refuse(path, ADVICE);
        checkGiven(person);
        Optional<SecretFile> key = key(person, path, options.market);
        try (VastClient vast = new VastClient(settings(key), clock())) {
            MarketCheck market = new MarketCheck(vast, clock());
            InitPrompts initPrompts = new InitPrompts(
                    options,
                    person,
                    market,
                    watch -> Recorded.suggestion(new StateLocation(Optional.of(state(path))), watch, now()),
                    progress());
            InitPrompts.Wanted wanted = initPrompts.wanted();
            List<StarterConfig.Channel> channels = initPrompts.channels(path);
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
            int exit = show(config.watches().get(0), market);
            channels.stream()
                    .flatMap(channel -> channel.variable().stream())
                    .forEach(variable -> err.println("first: export " + variable + "=…"));
            String option = config().option();
            err.println("next, see that it works:  " + program() + " check" + option);
            err.println("and leave it running:     " + program() + " run" + option);
            return exit;
        }
    }

    private int add(Optional<Prompts> person) throws IOException, InterruptedException, BadConfig {
        ConfigSource source = config().source();
        Config config = source.read();
        checkGiven(person);
        try (VastClient vast = ForceOption.countedClient(config, clock(), err())) {
            MarketCheck market = new MarketCheck(vast, clock());
            WatchText watch = new InitPrompts(
                            options,
                            person,
                            market,
                            each -> Recorded.suggestion(config.state(), each, now()),
                            progress())
                    .wanted()
                    .watch(
                            config.watches().stream().map(Watch::name).toList(),
                            config.watches().get(0).channels());
            Config with = ConfigEdit.add(source, watch.lines());
            err().println("added watch '" + watch.name() + "' to " + source.file() + ", for "
                    + String.join(", ", watch.channels()) + "; a running daemon takes it within 10 s");
            return show(with.watch(watch.name()), market);
        }
    }

    /** Shows what a watch matches now. */
    private int show(Watch watch, MarketCheck market) throws InterruptedException {
        Terminal.Progress progress = progress();
        progress.show("asking Vast.ai what it matches now …");
        MarketCheck.Result check = market.of(watch);
        progress.clear();
        OfferList.print(
                check.matches().stream().limit(SHOWN).toList(),
                OfferList.Format.table,
                Terminal.standardOutput(),
                out());
        err().println("watch '" + watch.name() + "', " + watch.threshold() + ": " + check.summary());
        if (check.answered() && !check.why().isEmpty()) {
            err().println("  " + check.why());
        }
        return check.answered() ? Exit.DONE : Exit.NO_ANSWER;
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
    private static Optional<SecretFile> key(Optional<Prompts> person, Path config, @Nullable String market)
            throws IOException, InterruptedException {
        if (exportedKey().isPresent() || person.isEmpty()) {
            return Optional.empty();
        }
        return person.get()
                .secret(keyQuestion(market), text -> {
                    if (!text.matches("[!-~]+")) {
                        throw new InvalidInput(
                                "the key contains a blank, or a character that no header can carry", "copy it again");
                    }
                    return text;
                })
                .map(text -> SecretFile.beside(config, "api-key", text));
    }

    static String keyQuestion(@Nullable String market) {
        return market == null
                ? "Your API key of Vast.ai, from https://cloud.vast.ai/manage-keys/"
                : "The API key for " + market + ", which 'vastwatch simulate' does not need";
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

    /** Publishes the config once it reads as one. An existing schema file stays. */
    private static Config written(Path path, StarterConfig first) throws IOException, BadConfig {
        List<Path> secrets = new ArrayList<>();
        try (AtomicFile file = AtomicFile.drafted(path, first.yaml(), ADVICE)) {
            for (SecretFile each : first.secrets()) {
                try (AtomicFile secret =
                        AtomicFile.drafted(each.path(), each.secret().reveal() + "\n", ADVICE)) {
                    secret.publish();
                    secrets.add(each.path());
                }
            }
            Config config = Config.read(file.draft(), System::getenv);
            Path schema = path.toAbsolutePath().resolveSibling(StarterConfig.SCHEMA);
            if (!Files.exists(schema, LinkOption.NOFOLLOW_LINKS)) {
                try (AtomicFile draft = AtomicFile.drafted(schema, JsonSchema.text(), ADVICE)) {
                    draft.publish();
                }
            }
            file.publish();
            secrets.clear();
            return config;
        } finally {
            for (Path secret : secrets) {
                Files.deleteIfExists(secret);
            }
        }
    }

    /** How this program was started, as far as it can know. */
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
