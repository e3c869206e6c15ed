package io.github.vastwatch.cli.paste;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.vastwatch.cli.Cli;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PastedSearchTest {
    private static final String REFUSED = "refused: ";

    @TempDir
    Path folder;

    static List<Arguments> searches() throws Exception {
        List<Arguments> searches = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(PastedSearchTest.class.getResourceAsStream("/pasted.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.substring(text.indexOf("\n\n") + 2).split("\n")) {
                if (line.startsWith("=> ")) {
                    searches.add(Arguments.of(String.join("\n", lines).strip(), line.substring(3)));
                    lines.clear();
                } else {
                    lines.add(line);
                }
            }
        }
        return searches;
    }

    @ParameterizedTest
    @MethodSource("searches")
    void aPastedSearchAsksForWhatItsOwnProgramAsks(String pasted, String meaning) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = Cli.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "import",
                "-c",
                folder.resolve("nowhere.yaml").toString(),
                pasted);

        assertThat(out.toString() + err).doesNotContain("0123456789abcdef");
        if (meaning.startsWith(REFUSED)) {
            assertThat(exit).isEqualTo(2);
            assertThat(err.toString().lines()).first().isEqualTo(meaning.substring(REFUSED.length()));
            return;
        }
        String[] parts = meaning.split(" ", 3);
        boolean hasPrice = !out.toString().contains("# threshold: ");
        Watch watch = watch(out.toString().replace("# threshold: ", "threshold: "));
        Query asked = hasPrice ? watch.query().with(clause(watch.threshold())) : watch.query();
        JsonMapper json = JsonMapper.builder().build();
        assertThat(watch.type().wire() + " " + watch.diskGb()).isEqualTo(parts[0] + " " + parts[1]);
        assertThat(json.readTree(Protocol.filters(asked).toString())).isEqualTo(json.readTree(parts[2]));
    }

    private static Clause clause(Threshold threshold) {
        return new Clause(
                threshold.metric().field(),
                threshold.operator(),
                List.of(Value.of(threshold.value().doubleValue())));
    }

    private Watch watch(String lines) throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), """
                        channels: {me: {type: webhook, url: "http://127.0.0.1:9/h"}}
                        watches:
                        """ + lines);
        return Config.read(file, name -> null).watches().get(0);
    }
}
