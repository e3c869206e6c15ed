package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A config over several files, with defaults, variables and secrets elsewhere. */
class SpreadTest {
    private static final String WATCH =
            "watches:\n  - {name: %s, query: num_gpus=1, threshold: dph_total <= 1, notify: %s}\n";
    private static final String HOOK = "channels: {%s: {type: webhook, url: \"http://127.0.0.1:9/\"}}\n";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void includesJoinInTheOrderOfTheirNames() throws Exception {
        write("watches.d/20-b.yaml", WATCH.formatted("b", "mine"));
        write("watches.d/10-a.yaml", HOOK.formatted("mine") + WATCH.formatted("a", "hook"));
        write("watches.d/.10-a.yaml.swp.yaml", "left by an editor: [");
        write("watches.d/readme.txt", "no YAML: [");

        Config config = read("include: watches.d/*.yaml\n" + HOOK.formatted("hook") + WATCH.formatted("main", "hook"));

        assertThat(config.watches()).extracting(Watch::name).containsExactly("main", "a", "b");
        assertThat(config.channels()).containsOnlyKeys("hook", "mine");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void allWatchesMayStandElsewhere() throws Exception {
        write("a.yaml", WATCH.formatted("a", "hook"));
        write("deep/er/b.yaml", WATCH.formatted("b", "hook"));

        Config config = read("include: [a.yaml, \"*.yaml\", \"deep/**/*.yaml\"]\n" + HOOK.formatted("hook"));

        assertThat(config.watches()).extracting(Watch::name).containsExactly("a", "b");
    }

    @Test
    void watchesOfOneConfigAreDueTogetherAndThoseOfAnotherAtAnotherTime() throws Exception {
        write("a.yaml", WATCH.formatted("a", "hook").replace("num_gpus=1", "num_gpus=2"));

        Config config = read("include: a.yaml\n" + HOOK.formatted("hook") + WATCH.formatted("main", "hook"));
        Config other = read("include: a.yaml\n" + HOOK.formatted("hook"));

        assertThat(config.watches())
                .extracting(Watch::schedule)
                .containsOnly(config.watches().get(0).schedule());
        assertThat(other.watches().get(0).schedule())
                .isNotEqualTo(config.watches().get(0).schedule());
    }

    @Test
    void anIncludedFileTakesTheDefaults() throws Exception {
        write("a.yaml", "watches: [{name: a}, {name: b, rent: {image: mine}, cron: \"0 9 * * *\"}]");

        Config config = read("include: a.yaml\n" + HOOK.formatted("hook") + """
                defaults:
                  query: num_gpus=2
                  threshold: dph_total <= 3
                  notify: hook
                  enabled: no
                  every: 7m
                  type: bid
                  disk: 1TB
                  until: 2030-01-01
                  rent: {bid: min_bid+10%, options: --jupyter}
                """);

        Watch first = config.watches().get(0);
        assertThat(first.query().toString()).contains("num_gpus=2");
        assertThat(first.threshold().toString()).isEqualTo("dph_total <= 3");
        assertThat(first.enabled()).isFalse();
        assertThat(first.until()).isPresent();
        assertThat(first.schedule().toString()).isEqualTo("every 7m");
        assertThat(first.rent()).isEqualTo(new Rent("pytorch/pytorch:latest", "--jupyter", new BigDecimal("0.10")));
        assertThat(config.watches().get(1).rent()).isEqualTo(new Rent("mine", "--jupyter", new BigDecimal("0.10")));
        assertThat(config.watches().get(1).schedule().toString()).startsWith("cron 0 9");
    }

    @Test
    void aPatternThatMatchesNothingIsDoubted() throws Exception {
        Config config = read("include: nowhere/*.yaml\n" + HOOK.formatted("hook") + WATCH.formatted("w", "hook"));

        assertThat(doubts(config)).containsExactly("1:10: no file matches 'nowhere/*.yaml'");
    }

    @Test
    void whatIsUsedByNobodyOrUpsideDownIsDoubted() throws Exception {
        Config config = read("channels:\n  hook: {type: webhook, url: \"http://127.0.0.1:9/\"}\n"
                + "  spare: {type: webhook, url: \"http://127.0.0.1:9/\"}\n"
                + WATCH.formatted("w", "hook").replace("<=", ">="));

        assertThat(doubts(config))
                .containsExactly(
                        "3:3: no watch uses channel 'spare'",
                        "5:45: dph_total >= 1 matches the worse offers, not the better ones");
    }

    @Test
    void variablesHaveDefaultsAndDollarsAreDoubled() throws Exception {
        environment.put("PRICE", "0.5");
        environment.put("EMPTY", "");

        Config config = read(HOOK.formatted("hook") + """
                watches:
                  - name: a${NOWHERE:-b}${EMPTY:-c}${NOWHERE:-}
                    query: num_gpus=1
                    threshold: dph_total <= $${PRICE}
                    notify: hook
                    rent: {options: "-e PRICE=$$PRICE -e OTHER=$$$${x} cost $5"}
                """.replace("<= $${", "<= ${"));

        assertThat(config.watches().get(0).name()).isEqualTo("abc");
        assertThat(config.watches().get(0).threshold().toString()).isEqualTo("dph_total <= 0.5");
        assertThat(config.watches().get(0).rent().options()).isEqualTo("-e PRICE=$PRICE -e OTHER=$${x} cost $5");
    }

    @Test
    void aCredentialOfSystemdIsTheKeyUnlessAnotherIsGiven() throws Exception {
        write("credentials/vast_api_key", "from-systemd\n");
        environment.put("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString());
        String rest = HOOK.formatted("hook") + WATCH.formatted("w", "hook");

        assertThat(key(rest)).isEqualTo("from-systemd");
        assertThat(key("vast: {requests_per_minute: 5}\n" + rest)).isEqualTo("from-systemd");
        assertThat(key("vast: {api_key: mine}\n" + rest)).isEqualTo("mine");
        Files.delete(folder.resolve("credentials/vast_api_key"));
        assertThat(read(rest).vast().apiKey()).isEmpty();
    }

    @Test
    void aSecretThatOthersCanReadIsDoubted() throws Exception {
        Path secret = write("key", "hidden");
        // JUnit makes folders that others cannot enter.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String rest = HOOK.formatted("hook") + WATCH.formatted("w", "hook");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(read("vast: {api_key_file: " + secret + "}\n" + rest).warnings())
                .isEmpty();
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doubts(read("vast: {api_key_file: " + secret + "}\n" + rest)))
                .containsExactly("1:22: anyone on this machine can read the secret file " + secret);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(read("vast: {api_key_file: " + secret + "}\n" + rest).warnings())
                .as("the folder is closed to others")
                .isEmpty();
    }

    @Test
    void aProblemOfAnIncludedFileNamesIt() throws Exception {
        write("d/a.yaml", WATCH.formatted("a", "hok"));

        BadConfig failure =
                catchThrowableOfType(BadConfig.class, () -> read("include: d/*\n" + HOOK.formatted("hook")));

        assertThat(failure.problems())
                .extracting(problem -> problem.file() + ":" + problem.line() + ": " + problem.message())
                .containsExactly(folder.resolve("d/a.yaml") + ":2: channel 'hok' is not defined");
    }

    @Test
    void aSecretInAConfigThatOthersCanReadIsDoubted() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String rest = HOOK.formatted("hook") + WATCH.formatted("w", "hook");

        assertThat(doubts(read("vast: {api_key: hidden}\n" + rest)))
                .containsExactly("1:17: anyone on this machine can read this file, and the secret in it");
        assertThat(read("vast: {api_key: \"${KEY:-other}\"}\n" + rest).warnings())
                .as("the secret is elsewhere")
                .isEmpty();
    }

    @Test
    void aLinkThatLeadsBackUpIsNoReasonToRefuse() throws Exception {
        write("parts/a.yaml", WATCH.formatted("w", "hook"));
        Files.createSymbolicLink(folder.resolve("parts/up"), folder);

        assertThat(read("include: parts/**.yaml\n" + HOOK.formatted("hook")).watches())
                .extracting(Watch::name)
                .containsExactly("w");
    }

    @Test
    void aFileThatIsNoConfigIsNotQuoted() throws Exception {
        write("shadow", "root:$6$hash:20228:0:99999:7::: \ndaemon:*:20228:0:99999:7::: \n");

        String said = catchThrowableOfType(BadConfig.class, () -> read("include: shadow\n" + HOOK.formatted("hook")))
                .getMessage();

        assertThat(said).contains("unknown key 'root…' in an included file").doesNotContain("hash");
    }

    @Test
    void whatAVariableHoldsIsNotShown() throws Exception {
        environment.put("NAME", "bad name SECRET!");

        String said = catchThrowableOfType(
                        BadConfig.class, () -> read(HOOK.formatted("hook") + WATCH.formatted("\"${NAME}\"", "hook")))
                .getMessage();

        assertThat(said).contains("not a name: '${NAME}'").doesNotContain("SECRET");
    }

    private String key(String yaml) throws Exception {
        return read(yaml).vast().apiKey().orElseThrow().reveal();
    }

    private static List<String> doubts(Config config) {
        return config.warnings().stream()
                .map(doubt -> doubt.line() + ":" + doubt.column() + ": " + doubt.message())
                .toList();
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private Config read(String yaml) throws Exception {
        return Config.read(write("main.yaml", yaml), environment::get);
    }
}
