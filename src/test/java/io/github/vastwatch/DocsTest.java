package io.github.vastwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for people: their links lead somewhere, and the code that they name exists. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("(?:]\\(|\\bsrc(?:set)?=\")([^)\"\\s]+)");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern FILE = Pattern.compile("`((?:[a-z]+/)*)([A-Z][A-Za-z]+)\\.java`");
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]*)*)(?:\\.[a-z]\\w*)?`");

    /** Words of the field that are not types of ours, in backticks. */
    private static final Set<String> NOT_OURS = Set.of("Clock", "Instant");

    @Test
    void everyRelativeLinkResolves() {
        assertThat(pages().flatMap(page -> LINK.matcher(text(page))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.contains("://") && !resolves(page, link))
                        .map(link -> page + ": " + link)))
                .isEmpty();
    }

    private static boolean resolves(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page
                : Objects.requireNonNullElse(page.getParent(), Path.of("")).resolve(parts[0]);
        return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    /** The anchors that GitHub gives the headings of a page. */
    private static List<String> headings(Path page) {
        return CODE_BLOCK
                .matcher(text(page))
                .replaceAll("")
                .lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void theTableOfContentsHasEveryPage() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .allSatisfy(name -> {
                        assertThat(text(Path.of("docs", "README.md"))).contains("(" + name + ")");
                        assertThat(text(Path.of("README.md"))).contains("(docs/" + name + ")");
                    });
        }
    }

    @Test
    void thePageOfWebhooksNamesEachTypeAndKeyThatIsSent() throws IOException {
        String page = text(Path.of("docs", "webhook.md"));
        try (Stream<Path> examples = Files.list(Path.of("src/test/resources/golden-webhooks"))) {
            assertThat(examples.toList()).isNotEmpty().allSatisfy(example -> {
                JsonNode body = new ObjectMapper().readTree(example.toFile());
                assertThat(page).contains("`" + body.path("type").asText() + "`");
                assertThat(body.path("data").fieldNames())
                        .toIterable()
                        .allSatisfy(key -> assertThat(page).containsPattern("`(data\\.)?" + key + "(`|\\[)"));
            });
        }
    }

    @Test
    void theReadmeStaysShort() {
        assertThat(text(Path.of("README.md")).lines()).hasSizeLessThanOrEqualTo(150);
    }

    /** Only names of the code itself are checked: a file as {@code poll/Poller.java}, a type as {@code Poller}. */
    @Test
    void codeThatThePagesForContributorsNameExists() throws IOException {
        Set<String> files;
        try (Stream<Path> all = Files.walk(Path.of("src"))) {
            files = all.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.toString().replace('\\', '/'))
                    .collect(Collectors.toSet());
        }
        Set<String> types = files.stream()
                .flatMap(file -> Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)")
                        .matcher(text(Path.of(file)))
                        .results())
                .map(type -> type.group(1))
                .collect(Collectors.toSet());

        for (Path page : List.of(Path.of("ARCHITECTURE.md"), Path.of("CONTRIBUTING.md"))) {
            String text = CODE_BLOCK.matcher(text(page)).replaceAll("");
            assertThat(FILE.matcher(text)
                            .results()
                            .map(MatchResult::group)
                            .map(name -> name.replace("`", ""))
                            .filter(name -> files.stream().noneMatch(file -> file.endsWith("/" + name))))
                    .as(page + ": files that do not exist")
                    .isEmpty();
            assertThat(TYPE.matcher(text)
                            .results()
                            .map(type -> type.group(1))
                            .filter(type -> !types.contains(type) && !NOT_OURS.contains(type)))
                    .as(page + ": types that do not exist")
                    .isEmpty();
        }
    }

    private static Stream<Path> pages() {
        return Stream.of(Path.of(""), Path.of("docs"), Path.of(".github")).flatMap(folder -> {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".md")).toList().stream();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
