package io.github.vastwatch.cli.config;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.cli.Cli;
import io.github.vastwatch.cli.console.AtomicFile;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.JsonSchema;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Suggestion;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Threshold;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class InitCommandTest {
    @TempDir
    Path folder;

    private FaultyMarket market;
    private VastClient vast;
    private MarketCheck check;

    private Optional<Suggestion.Rate> recorded = Optional.empty();

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start(Market.generated(3, 500, NOON, 0), () -> NOON);
        vast = new VastClient(
                new VastSettings(
                        VastSettings.parseUrl(market.url()), Optional.of(new Secret("key")), Protocol.AUTO, 600),
                Clock.systemUTC());
        check = new MarketCheck(vast, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        vast.close();
        market.close();
    }

    @Test
    void optionsAloneWriteAConfigAndShowWhatMatches() throws Exception {
        Path file = folder.resolve("new").resolve("vastwatch.yaml");

        Ran ran = init(file, "--gpu=4090", "--price=0.40", "--webhook=http://127.0.0.1:9/t0ken");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("Price ").contains("RTX 4090");
        assertThat(ran.out().lines()).hasSizeBetween(3, 12);
        assertThat(ran.err())
                .startsWith(
                        "wrote " + file
                                + ", which only you can read, and vastwatch.schema.json for editors beside it\nwatch 'rtx-4090', dph_total <= 0.40: ")
                .contains(" offers match, best $0.", "/h; the answer is complete\n")
                .endsWith("next, see that it works:  vastwatch check -c " + file
                        + "\nand leave it running:     vastwatch" + " run -c " + file + "\n")
                .doesNotContain("t0ken");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("new").toFile().list())
                .containsExactlyInAnyOrder("vastwatch.yaml", "vastwatch.schema.json");
        assertThat(Ran.of("check", "--offline", "--strict", "-c", file.toString())
                        .err())
                .isEmpty();
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), "mine");

        assertThat(init(file, "--gpu=4090", "--price=0.40", "--webhook=http://127.0.0.1:9/"))
                .isEqualTo(new Ran(2, "", file + """
                         already exists; nothing was changed
                            name another file with -c FILE, move this one away, or run 'vastwatch check' to see what it means
                        """));
        assertThat(file).hasContent("mine");
        try (AtomicFile draft = AtomicFile.drafted(folder.resolve("late.yaml"), "new", InitCommand.ADVICE)) {
            Files.writeString(folder.resolve("late.yaml"), "theirs");

            assertThatThrownBy(draft::publish).hasMessageContaining("late.yaml already exists");
        }
        assertThat(folder.resolve("late.yaml")).hasContent("theirs");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("late.yaml", "v.yaml");
    }

    @Test
    void aDraftThatCannotBeWrittenIsRemoved() {
        Path file = folder.resolve("v.yaml");

        assertThatThrownBy(() -> AtomicFile.drafted(file, "half of a character: \uD83D", InitCommand.ADVICE))
                .hasMessageStartingWith(file + " cannot be written: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutATerminalAllThatIsMissingIsSaidAtOnce() {
        Path file = folder.resolve("v.yaml");

        assertThat(init(file).err()).isEqualTo("""
                        this is not a terminal, so init cannot ask for --gpu, --price, --email and --smtp-host (or --webhook, --telegram)
                            give them as options
                        """);
        assertThat(init(file, "--gpu=L4", "--price=1", "--email=me@example.org").err())
                .startsWith("this is not a terminal, so init cannot ask for --smtp-host\n");
        assertThat(init(file, "--gpu=L4", "--price=1", "--webhook=${NOT_SET_HERE}")
                        .err())
                .isEqualTo("the environment has no NOT_SET_HERE\n    export it first\n");
        assertThat(init(file, "--gpu=L4", "--price=0", "--webhook=http://h").exit())
                .isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void whereVastAiGivesNoAnswerItIsWrittenAllTheSame() throws Exception {
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));
        Path file = folder.resolve("v.yaml");

        Ran ran = init(file, "--gpu=4090", "--price=0.40", "--email=me@example.org", "--smtp-host=mail:465");

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).contains("wrote " + file, ": no answer: HTTP 503: down\n");
        assertThat(file).content().contains("\nstate: \"file:" + folder.resolve("v-state.db") + "\"\n");
    }

    private Ran init(Path file, String... options) {
        List<String> args = new ArrayList<>(List.of("init", "-c", file.toString(), "--market-url", market.url()));
        args.addAll(List.of(options));
        return Ran.of(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--gpu=4090 --price=0.4 --webhook=http://127.0.0.1:9/a$b{c}",
                "--gpu=rtx_4090 --num-gpus=8 --price=$3.5 --email=me@example.org --smtp-host=smtp.mine.net",
                "--gpu=l40s --price=2 --email=o'brien+gpu@example.org --smtp-host=127.0.0.1:3025",
                "--gpu=H100_SXM --price=1 --email=me@example.org --smtp-host=mail:465 --smtp-user=me@example.org",
                "--gpu=1080 --price=0.05 --email=1@example.org --smtp-host=mail:25 --webhook=https://mine.net/h?a=b#c",
                "--gpu=titan_v --price=.2 --email=yes@no --smtp-host=mail:25 --smtp-user=12 --market-url=http://127.0.0.1:1",
            })
    void whatIsWrittenIsRightWithoutAWarning(String options) throws Exception {
        StarterConfig first = first(Optional.empty(), options.split(" "));
        Path file = Files.writeString(folder.resolve("v.yaml"), first.yaml());

        Config config = Config.read(file, name -> null);

        assertThat(config.warnings()).isEmpty();
        assertThat(config.state()).hasToString("file:" + folder.resolve("state $1: #.db"));
        assertThat(config.vast().apiKey()).isEmpty();
        assertThat(config.watches().get(0).query()).isEqualTo(first.watch().query());
        assertThat(Config.read(file, name -> name.equals("VAST_API_KEY") ? "k" : null)
                        .vast()
                        .apiKey())
                .contains(new Secret("k"));
        assertThat(Ran.of("check", "--offline", "--strict", "-c", file.toString()))
                .matches(ran -> ran.exit() == 0 && ran.err().isEmpty());
    }

    @Test
    void aGpuThatIsSoldInSlicesIsWatchedWhole() throws Exception {
        assertThat(query("H100_SXM")).isEqualTo("gpu_name=H100_SXM num_gpus=1 gpu_ram>=72");
        assertThat(query("H200")).isEqualTo("gpu_name=H200 num_gpus=1 gpu_ram>=126");
        assertThat(query("4090")).isEqualTo("gpu_name=RTX_4090 num_gpus=1");
    }

    private String query(String gpu) throws Exception {
        String yaml = first(Optional.empty(), "--gpu=" + gpu, "--price=1", "--webhook=http://127.0.0.1:9/")
                .yaml();
        return yaml.lines()
                .filter(line -> line.startsWith("    query: "))
                .findFirst()
                .orElseThrow()
                .substring("    query: ".length())
                .replace("\"", "");
    }

    @Test
    void theMailServerIsSpokenToAsItsPortSays() throws Exception {
        assertThat(settings("mail")).isEqualTo("mail:587 STARTTLS");
        assertThat(settings("mail:465")).isEqualTo("mail:465 TLS");
        assertThat(settings("mail:25")).isEqualTo("mail:25 NONE");
        assertThat(settings("mail:25 --smtp-user=me")).isEqualTo("mail:25 STARTTLS");
        assertThat(settings("localhost:2525")).isEqualTo("localhost:2525 NONE");
        assertThatThrownBy(() -> settings("mail:99999")).hasMessage("not a mail server: 'mail:99999'");
    }

    private String settings(String host) throws Exception {
        String[] options = ("--gpu=L4 --price=1 --email=me@example.org --smtp-host=" + host).split(" ");
        String yaml = first(Optional.empty(), options).yaml();
        @Nullable
        Channel channel = Config.read(Files.writeString(folder.resolve("s.yaml"), yaml), name -> null)
                .channels()
                .get("me");
        return channel != null && channel.target() instanceof EmailNotifier.Target target
                ? target.settings().host() + ":" + target.settings().port() + " "
                        + target.settings().tls()
                : "";
    }

    @Test
    void aPersonIsAskedForWhatIsMissingUntilItCanBeMeant() throws Exception {
        StringWriter screen = new StringWriter();
        Prompts prompts = prompts(screen, """
                rtx 4099
                a100
                4090

                cheap

                me
                me@example.org
                smtp.example.org

                https://discord.com/api/webhooks/1/t0ken
                https://ntfy.sh/my-topic

                """);

        StarterConfig first = first(Optional.of(prompts));

        assertThat(first.watch().query()).isEqualTo(Query.parse("gpu_name=RTX_4090 num_gpus=1"));
        assertThat(first.channels()).extracting(StarterConfig.Channel::name).containsExactly("me", "discord", "ntfy");
        assertThat(first.yaml())
                .contains(
                        "    to: [me@example.org]\n",
                        "      host: smtp.example.org\n      port: 587\n",
                        "    url: \"https://discord.com/api/webhooks/1/t0ken\"\n",
                        "    topic: my-topic\n");
        assertThat(screen.toString())
                .contains(
                        "Which GPU, as 4090 or H100 SXM:   unknown GPU 'rtx 4099'\n",
                        "      did you mean 'A100 PCIE', 'A100 SXM4', 'A100X'?\n",
                        "Where to send alerts: an email address, telegram, https://ntfy.sh/YOUR-TOPIC, or a webhook's URL:   'me' is not a place to send to\n",
                        "Another place [no more]:   this is discord: a channel of type discord\n")
                .containsPattern(
                        "today, with 20 GB disk, \\d+ offers: best \\$0\\.\\d{2,4}/h, the cheapest quarter cost at most \\$0\\.\\d{2,4}/h, "
                                + "median \\$0\\.\\d{2,4}/h\nHighest price, in \\$ per hour \\([3-5] offers match 0\\.\\d{2,3} now\\)"
                                + " \\[0\\.\\d{2,3}]:   a threshold takes a number: 'cheap'\n")
                .containsPattern("  [3-5] of the \\d+ offers now match\n")
                .doesNotContain("t0ken");
    }

    @Test
    void theDefaultPriceIsOneThatFewOffersMeet() throws Exception {
        StarterConfig first = first(
                Optional.of(prompts(new StringWriter(), "\n")),
                "--gpu=4090",
                "--num-gpus=1",
                "--webhook=http://127.0.0.1:9/");
        Config config = Config.read(Files.writeString(folder.resolve("v.yaml"), first.yaml()), name -> null);

        assertThat(check.of(config.watches().get(0)).matches()).hasSizeBetween(1, 5);
    }

    @Test
    void theDefaultPriceComesFromTheRecordWhereThereIsOne() throws Exception {
        Spans tenDays = Spans.of(List.of(new Spans.Span(NOON, NOON.plus(Duration.ofDays(10)))));
        recorded = Optional.of(new Suggestion.Rate(Threshold.parse("dph_total <= 0.297"), 19, tenDays));
        StringWriter screen = new StringWriter();

        StarterConfig first = first(
                Optional.of(prompts(screen, "\n")), "--gpu=4090", "--num-gpus=1", "--webhook=http://127.0.0.1:9/");

        assertThat(first.yaml()).contains("    threshold: dph_total <= 0.297\n");
        assertThat(screen.toString())
                .contains("  dph_total <= 0.297 would have alerted 19 times in the last 10 days that were recorded\n")
                .contains(" [0.297]: ");
    }

    @Test
    void theSuggestedPriceIsInCentsWhereTheyLetHardlyMoreIn() {
        assertThat(prices(0.301, 0.302, 0.303, 0.304, 0.305, 0.306, 0.307, 0.4).suggestion())
                .isEqualByComparingTo("0.303");
        assertThat(prices(0.251, 0.272, 0.283, 0.304, 0.4, 0.5).suggestion()).isEqualByComparingTo("0.29");
        assertThat(prices(1.5).suggestion()).isEqualByComparingTo("1.50");
    }

    private static MarketPrices prices(double... prices) {
        return new MarketPrices(
                Arrays.stream(prices).mapToObj(BigDecimal::valueOf).toList(), true);
    }

    @Test
    void thePricesOfOneOfferAndOfATruncatedAnswerAreSaidAsSuch() {
        assertThat(prices(1.5).matching(new BigDecimal("1.50"))).isEqualTo("1 offer matches 1.50 now");
        assertThat(new MarketPrices(List.of(new BigDecimal("0.30"), new BigDecimal("0.40")), false))
                .hasToString("2 offers seen (not all): best $0.30/h, the cheapest quarter cost at most $0.30/h,"
                        + " median $0.30/h");
    }

    @Test
    void theKeyOfAnotherMarketIsNotThatOfVastAi() {
        assertThat(InitCommand.keyQuestion(null))
                .isEqualTo("Your API key of Vast.ai, from https://cloud.vast.ai/manage-keys/");
        assertThat(InitCommand.keyQuestion("http://127.0.0.1:8099"))
                .isEqualTo("The API key for http://127.0.0.1:8099, which 'vastwatch simulate' does not need");
    }

    @Test
    void aKnownServicesUrlMakesAChannelOfItsType() throws Exception {
        StarterConfig first = first(
                Optional.empty(),
                "--gpu=L4",
                "--price=1",
                "--webhook=https://discord.com/api/webhooks/1/abc",
                "--webhook=https://hooks.slack.com/services/T0/B0/x",
                "--webhook=https://ntfy.sh/my-topic",
                "--webhook=https://mine.net/h",
                "--webhook=https://mine.net/i");
        Config config = Config.read(Files.writeString(folder.resolve("v.yaml"), first.yaml()), name -> null);

        assertThat(config.channels().keySet()).containsExactlyInAnyOrder("discord", "slack", "ntfy", "hook", "hook-2");
        assertThat(config.watches().get(0).channels()).containsExactly("discord", "slack", "ntfy", "hook", "hook-2");
        assertThat(config.warnings()).isEmpty();
        assertThatThrownBy(() -> first(
                        Optional.empty(),
                        "--gpu=L4",
                        "--price=1",
                        "--webhook=https://api.telegram.org/bot1:a/sendMessage"))
                .hasMessage("this is Telegram, which takes a bot's token and a chat's number");
    }

    @Test
    void aTypedSecretIsKeptInAFileOfItsOwn() throws Exception {
        Prompts prompts = prompts(new StringWriter(), """
                telegram
                12345:abcdefghijklmnopqrstuvwxyz123456789
                42
                me@example.org
                mail
                me
                pässword

                """);

        StarterConfig first = first(Optional.of(prompts), "--gpu=L4", "--num-gpus=1", "--price=1");

        assertThat(first.secrets())
                .extracting(StarterConfig.SecretFile::path)
                .containsExactly(folder.resolve("v-telegram-token"), folder.resolve("v-smtp-password"));
        assertThat(first.yaml())
                .contains("    token_file: \"" + folder.resolve("v-telegram-token"), "      password_file: \"")
                .doesNotContain("abcdef", "pässword");
        assertThat(first.toString()).doesNotContain("abcdef", "pässword");
    }

    @Test
    void theSchemaLiesBesideTheConfigThatNamesIt() throws Exception {
        Path file = folder.resolve("v.yaml");

        init(file, "--gpu=4090", "--price=0.40", "--webhook=http://127.0.0.1:9/");

        assertThat(file).content().startsWith("# yaml-language-server: $schema=vastwatch.schema.json\n");
        assertThat(folder.resolve("vastwatch.schema.json")).hasContent(JsonSchema.text());
    }

    @Test
    void aWatchIsAddedToAConfigThatIsThere() throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), """
                vast: {url: "%s"}
                channels: {ops: {type: webhook, url: "http://127.0.0.1:9/h"}}
                watches:
                  # mine
                  - {name: rtx-4090, query: num_gpus=1, threshold: dph_total <= 1, notify: ops}   # kept
                """.formatted(market.url()));
        String before = Files.readString(file);

        Ran ran = Ran.of("init", "--add", "-c", file.toString(), "--gpu=4090", "--price=0.40");

        assertThat(ran.exit()).isZero();
        assertThat(ran.err())
                .startsWith("added watch 'rtx-4090-2' to " + file
                        + ", for ops; a running daemon takes it within 10 s\nwatch 'rtx-4090-2', dph_total <= 0.40: ");
        assertThat(file).content().isEqualTo(before + """
                  - name: rtx-4090-2
                    query: gpu_name=RTX_4090 num_gpus=1
                    type: on-demand
                    disk: 20GB
                    threshold: dph_total <= 0.40
                    notify: [ops]
                """);
    }

    @Test
    void whoStopsAnsweringLeavesNothingBehind() {
        Prompts prompts = prompts(new StringWriter(), "4090\n");

        assertThatThrownBy(() -> first(Optional.of(prompts)))
                .isInstanceOf(EOFException.class)
                .hasMessage("the input ended before all questions were answered; nothing was written");
        assertThat(folder).isEmptyDirectory();
    }

    private static Prompts prompts(StringWriter screen, String answers) {
        return new Prompts(
                new BufferedReader(new StringReader(answers)),
                new PrintWriter(screen, true),
                new Terminal.Echo(Optional.empty()));
    }

    private StarterConfig first(Optional<Prompts> interview, String... options) throws Exception {
        InitPrompts.Options read = new InitPrompts.Options();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(read)));
        line.parseArgs(options);
        Terminal.Progress progress = new Terminal.Progress(new PrintWriter(new StringWriter()), false);
        InitPrompts asked = new InitPrompts(read, interview, check, watch -> recorded, progress);
        InitPrompts.Wanted wanted = asked.wanted();
        List<StarterConfig.Channel> channels = asked.channels(folder.resolve("v.yaml"));
        return new StarterConfig(
                Optional.ofNullable(read.market),
                Optional.empty(),
                folder.resolve("state $1: #.db"),
                channels,
                wanted.watch(
                        List.of(), List.copyOf(StarterConfig.named(channels).keySet())));
    }
}
