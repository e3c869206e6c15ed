package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A valid config, broken at random in one line: what is said names that line. */
class BreakTest {
    private static final long SEED = Long.getLong("seed", 20261124);
    private static final int ROUNDS = 1_500;

    /** One key a line, so that each line can be broken alone. */
    private static final List<String> VALID = """
            vast:
              api_key: key-of-mine
              url: https://console.vast.ai
              protocol: asks
              requests_per_minute: 6
            state: memory
            channels:
              me:
                type: email
                to:
                  - me@example.org
                from: vastwatch@example.org
                smtp:
                  host: smtp.mine.net
                  port: 587
                  tls: starttls
                  user: me
                  password: secret-of-mine
              hook:
                type: webhook
                url: https://mine.net/token-of-mine
            defaults:
              every: 5m
              disk: 20GB
              timezone: Europe/Berlin
              rent:
                image: pytorch/pytorch:latest
                options: --ssh --direct
                bid: min_bid+5%
            watches:
              - name: cheap-4090
                query: gpu_name=RTX_4090 num_gpus=1 reliability>0.98
                threshold: dph_total <= 0.40
                enabled: true
                until: 2026-12-31
                notify: me
              - name: best-value
                query:
                  gpu_ram:
                    gte: 24GB
                  num_gpus: 1
                  datacenter: true
                type: bid
                threshold: dlperf_per_dphtotal >= 400
                cron: "*/5 7-22 * * *"
                notify: hook
            """.lines().toList();

    /** Whose lines may be dropped: something stands for what they say, or less is asked for. */
    private static final Set<String> OPTIONAL = Set.of(
            "api_key",
            "url",
            "protocol",
            "requests_per_minute",
            "state",
            "port",
            "tls",
            "user",
            "password",
            "every",
            "disk",
            "timezone",
            "image",
            "options",
            "bid",
            "enabled",
            "until",
            "type",
            "cron",
            "num_gpus",
            "datacenter");

    /** Where any text will do, so that a wrong one cannot be told from a right one. */
    private static final Set<String> FREE = Set.of("api_key", "host", "user", "password", "image", "options");

    /** What has no value that is wrong for each key. */
    private static final List<String> NONSENSE = List.of("5 Min.", "0,40", "maybe not", "x:y", "-1 h", "12 34");

    private enum Break {
        DROP,
        DUPLICATE,
        MISSPELL,
        RETYPE_TO_LIST,
        RETYPE_TO_MAPPING,
        RETYPE_TO_NOTHING,
        NONSENSE_VALUE
    }

    /** A broken config: the lines that may be named, and whether it may also be right after all. */
    private record Broken(List<String> lines, Set<Integer> named, boolean mayBeRight) {}

    @TempDir
    Path folder;

    @Test
    void theConfigIsRightBeforeItIsBroken() throws Exception {
        assertThat(read(VALID).warnings()).isEmpty();
    }

    @Test
    void whatIsBrokenIsNamedByItsLine() throws Exception {
        Random random = new Random(SEED);
        int right = 0;
        Set<String> ways = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            int line = random.nextInt(VALID.size());
            Break way = Break.values()[random.nextInt(Break.values().length)];
            if (!fits(way, line)) {
                continue;
            }
            Broken broken = broken(way, line, random);
            String text = String.join("\n", broken.lines());
            List<Problem> problems = problems(broken.lines());
            String as =
                    "seed %d, round %d: %s of line %d\n%s\n%s".formatted(SEED, round, way, line + 1, text, problems);
            if (problems.isEmpty()) {
                assertThat(broken.mayBeRight()).as(as).isTrue();
                right++;
            } else {
                assertThat(problems.stream().map(Problem::line)).as(as).anyMatch(broken.named()::contains);
                ways.add(way + " " + line);
            }
            assertThat(problems.toString()
                            + problems.stream().map(Problem::pointed).toList())
                    .as(as)
                    .doesNotContain("key-of-mine")
                    .doesNotContain("secret-of-mine")
                    .doesNotContain("token-of-mine");
        }
        // Otherwise it proves little.
        assertThat(right).isLessThan(ROUNDS / 4);
        assertThat(ways).hasSizeGreaterThan(150);
    }

    private static boolean fits(Break way, int line) {
        boolean isItem =
                VALID.get(line).strip().startsWith("- ") && !VALID.get(line).contains(":");
        boolean hasValue = !value(line).isEmpty();
        return switch (way) {
            case DROP -> hasValue && !isItem && !VALID.get(line).contains("- name");
            case DUPLICATE -> !isItem && hasValue && !VALID.get(line).contains("- name");
            case MISSPELL -> !isItem && key(line).length() > 2 && !isOwnName(line);
            case RETYPE_TO_LIST, RETYPE_TO_MAPPING, RETYPE_TO_NOTHING, NONSENSE_VALUE -> hasValue && !isItem;
        };
    }

    /** Names of channels are the user's own. */
    private static boolean isOwnName(int line) {
        return key(line).equals("me") || key(line).equals("hook");
    }

    private static Broken broken(Break way, int line, Random random) {
        List<String> lines = new ArrayList<>(VALID);
        String before = lines.get(line);
        String key = key(line);
        String head = before.substring(0, before.indexOf(':') + 1);
        Set<Integer> here = Set.of(line + 1);
        return switch (way) {
            case DROP -> {
                lines.remove(line);
                // What lacks a key is named by the line where its section begins, or by the section's own key.
                int section = sectionOf(line);
                Set<Integer> named = section == line
                        ? Set.of(line, line + 1)
                        // A password without a user is named itself, on the line that takes the user's place.
                        : key.equals("user") ? Set.of(line + 1) : Set.of(section + 1);
                yield new Broken(lines, named, OPTIONAL.contains(key));
            }
            case DUPLICATE -> {
                lines.add(line + 1, before);
                yield new Broken(lines, Set.of(line + 2), false);
            }
            case MISSPELL -> {
                lines.set(line, before.replaceFirst("\\b" + key + ":", misspelt(key, random) + ":"));
                yield new Broken(lines, here, false);
            }
            case RETYPE_TO_LIST -> {
                lines.set(line, head + " [[1, 2], {a: b}]");
                yield new Broken(lines, here, false);
            }
            case RETYPE_TO_MAPPING -> {
                lines.set(line, head + " {of: another}");
                yield new Broken(lines, here, false);
            }
            case RETYPE_TO_NOTHING -> {
                lines.set(line, head);
                yield new Broken(lines, here, false);
            }
            case NONSENSE_VALUE -> {
                lines.set(line, head + " \"" + NONSENSE.get(random.nextInt(NONSENSE.size())) + "\"");
                yield new Broken(lines, here, FREE.contains(key));
            }
        };
    }

    private static String misspelt(String key, Random random) {
        int at = 1 + random.nextInt(key.length() - 2);
        return switch (random.nextInt(3)) {
            case 0 -> key.substring(0, at) + key.substring(at + 1);
            case 1 -> key.substring(0, at) + "x" + key.substring(at);
            default -> key.substring(0, at) + "j" + key.substring(at + 1);
        };
    }

    private static String key(int line) {
        return VALID.get(line).replaceAll("^[ -]*", "").replaceAll(":.*", "");
    }

    private static String value(int line) {
        String text = VALID.get(line);
        return text.contains(":") ? text.substring(text.indexOf(':') + 1).strip() : "";
    }

    /** The first line of the section that a line belongs to: its first key, or the dash before it. */
    private static int sectionOf(int line) {
        int indent = indent(line);
        int first = line;
        for (int i = line - 1; i >= 0 && indent(i) >= indent; i--) {
            if (indent(i) == indent) {
                first = i;
            }
            if (indent(i) == indent && VALID.get(i).strip().startsWith("- ")) {
                break;
            }
        }
        return first;
    }

    private static int indent(int line) {
        String text = VALID.get(line);
        return text.length() - text.replaceAll("^[ -]*", "").length();
    }

    private Config read(List<String> lines) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        Files.writeString(file, lines.stream().collect(Collectors.joining("\n", "", "\n")));
        return Config.read(file, Map.<String, String>of()::get);
    }

    private List<Problem> problems(List<String> lines) throws IOException {
        try {
            Config config = read(lines);
            assertThat(config.watches()).hasSize(2);
            return List.of();
        } catch (BadConfig failure) {
            return failure.problems();
        } catch (Exception e) {
            throw new IOException("reading broke", e);
        }
    }
}
