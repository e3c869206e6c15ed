package io.github.vastwatch.config;

import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.WebhookSettings;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.store.Reasons;
import io.github.vastwatch.store.StatePlace;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a config file from its top; the parts have readers of their own. */
final class ConfigFile {
    private final Section top;
    private final Problems problems;

    private ConfigFile(Node root, Problems problems) {
        this.problems = problems;
        this.top = new Section(root, "the config", problems);
    }

    static Config read(Path file, Function<String, @Nullable String> environment) throws BadConfig {
        Problems problems = new Problems(file.toString(), environment);
        @Nullable Node root = null;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(Files.readString(file)));
            if (root == null) {
                problems.at(null, 0, "the file is empty", "config/vastwatch.yaml shows what it may hold");
            }
        } catch (CharacterCodingException e) {
            problems.at(null, 0, "the file is not UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            problems.at(null, 0, "the file cannot be read: " + Reasons.of(e), "name another with -c FILE");
        } catch (MarkedYAMLException e) {
            problems.at(
                    e.getProblemMark(),
                    0,
                    "not YAML: " + e.getProblem(),
                    yamlAdvice(e.getContext() + " " + e.getProblem()));
        } catch (YAMLException e) {
            problems.at(null, 0, "not YAML: " + e.getMessage(), "");
        }
        problems.throwIfAny();
        if (root == null) {
            throw new IllegalStateException("an empty file is a problem");
        }
        return new ConfigFile(root, problems).config();
    }

    private static String yamlAdvice(String problem) {
        return problem.contains("alias")
                ? "YAML takes a star for an alias: quote the value"
                : problem.contains("'\\t(TAB)'") ? "indent with blanks, not tabs" : "";
    }

    private Config config() throws BadConfig {
        VastSettings vast = vast();
        StatePlace state = top.read("state", text -> {
                    StatePlace place = StatePlace.parse(text);
                    place.check();
                    return place;
                })
                .orElse(StatePlace.MEMORY);
        Map<String, Channel> channels = channels();
        WatchReader reader = new WatchReader(
                top.section("defaults", "defaults"),
                channels.keySet(),
                vast.apiKey().isPresent());
        List<Watch> watches = watches(reader);
        top.done();
        problems.throwIfAny();
        return new Config(vast, state, channels, watches, problems.doubts());
    }

    private VastSettings vast() {
        HttpUrl url = HttpUrl.get(VastSettings.DEFAULT_URL);
        Optional<Section> section = top.section("vast", "vast");
        if (section.isEmpty()) {
            return new VastSettings(url, Optional.empty(), Protocol.AUTO, VastSettings.DEFAULT_REQUESTS_PER_MINUTE);
        }
        Section vast = section.get();
        Optional<Secret> key =
                Secrets.read(vast, "api_key").filter(secret -> !secret.reveal().isEmpty());
        HttpUrl base = vast.read("url", VastSettings::parseUrl).orElse(url);
        List<Protocol> protocols = vast.read("protocol", Protocol::parseAll).orElse(Protocol.AUTO);
        int requests = vast.read("requests_per_minute", text -> {
                    int number = Numbers.whole(text);
                    return new VastSettings(url, Optional.empty(), Protocol.AUTO, number).requestsPerMinute();
                })
                .orElse(VastSettings.DEFAULT_REQUESTS_PER_MINUTE);
        vast.done();
        if (!key.map(VastSettings::canBeSent).orElse(true)) {
            vast.problem("api_key", "the API key holds a character that no header can carry", "copy it anew");
            key = Optional.empty();
        }
        return new VastSettings(base, key, protocols, requests);
    }

    private Map<String, Channel> channels() {
        Map<String, Channel> channels = new LinkedHashMap<>();
        top.section("channels", "channels").ifPresent(section -> {
            for (String name : section.keys()) {
                try {
                    Watch.checkName(name);
                } catch (Mistake mistake) {
                    section.problem(name, mistake.getMessage(), mistake.advice());
                }
                section.section(name, "channel '" + name + "'")
                        .ifPresentOrElse(
                                channel -> channels.put(
                                        name, ChannelReader.read(name, channel).orElse(NONE)),
                                () -> section.problem(name, "channel '" + name + "' says nothing", "give it a type"));
            }
        });
        return channels;
    }

    /** Stands for a channel that is wrong, so that watches which name it are not called wrong as well. */
    private static final Channel NONE =
            new Channel.Webhook("none", new WebhookSettings(HttpUrl.get("http://localhost/"), Optional.empty()));

    private List<Watch> watches(WatchReader reader) {
        List<Watch> watches = new ArrayList<>();
        Optional<Node> node = top.node("watches");
        if (top.lacks("watches")) {
            top.missing("there are no watches", "write at least one under watches:");
        } else if (node.isEmpty()) {
            return watches;
        } else if (!(node.get() instanceof SequenceNode sequence)
                || sequence.getValue().isEmpty()) {
            problems.at(node.get(), "watches must be a list of at least one", "begin each with - name:");
        } else {
            for (Node each : sequence.getValue()) {
                if (each instanceof MappingNode) {
                    reader.read(each, problems).ifPresent(watches::add);
                } else {
                    problems.at(each, "a watch must be a mapping of keys to values", "");
                }
            }
        }
        reader.done();
        return watches;
    }
}
