package io.github.vastwatch.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A config as it would be written in one file that needs no defaults, no environment and no aliases. Its secrets are
 * stars, and of a webhook's URL only the host is left.
 */
public final class Effective {
    private static final String STARS = "***";
    private static final Set<String> SECRETS = Set.of(
            "api_key", "password", "secret", "secrets", "headers", "token", "topic", "client_secret", "refresh_token");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode tree = JSON.objectNode();

    private Effective() {}

    /** What was read of a config without problems: the including file, then what it includes. */
    static Effective of(List<Section> parts, VastSettings vast, List<Watch> watches) {
        Effective effective = new Effective();
        Section top = parts.get(0);
        ObjectNode market = effective.tree.putObject("vast");
        if (vast.apiKey().isPresent()) {
            market.put("api_key", STARS);
        }
        market.setAll(section(top.section("vast", Vocabulary.VAST, ""), Optional.empty(), Vocabulary.VAST));
        effective.tree.put("state", scalar(top, "state").orElse("memory"));
        top.section("heartbeat", Vocabulary.HEARTBEAT, "").ifPresent(own -> {
            ObjectNode heartbeat = section(Optional.of(own), Optional.empty(), Vocabulary.HEARTBEAT);
            scalar(own, "url").ifPresent(url -> heartbeat.put("url", STARS));
            effective.tree.set("heartbeat", heartbeat);
        });
        top.node("alive").ifPresent(node -> effective.tree.set("alive", Verbatim.any(node, top.source())));
        ObjectNode channels = effective.tree.putObject("channels");
        ArrayNode list = effective.tree.putArray("watches");
        Optional<Section> defaults = top.section("defaults", WatchKeys.DEFAULTS, "");
        parts.forEach(part -> {
            part.node("channels")
                    .ifPresent(node -> Entries.of((MappingNode) node, "", part.source())
                            .forEach(
                                    (name, tuple) -> channels.set(name, channel(tuple.getValueNode(), part.source()))));
            part.node("watches")
                    .ifPresent(node -> ((SequenceNode) node)
                            .getValue()
                            .forEach(each -> list.add(watch(each, part.source(), defaults, watches.get(list.size())))));
        });
        return effective;
    }

    private static ObjectNode channel(Node node, Source source) {
        String type = Optional.ofNullable(
                        Entries.of((MappingNode) node, "", source).get("type"))
                .flatMap(tuple -> Nodes.text(tuple.getValueNode(), source))
                .orElse("");
        Keys keys = ChannelType.parse(type).keys();
        Section section = new Section(node, keys, "", source);
        ObjectNode channel = section(Optional.of(section), Optional.empty(), keys);
        scalar(section, "url").ifPresent(url -> channel.put("url", hostOf(url)));
        return channel;
    }

    private static String hostOf(String text) {
        HttpUrl url = Webhook.parseUrl(Secrets.meant("url", text));
        boolean isUsual = url.port() == HttpUrl.defaultPort(url.scheme());
        return url.scheme() + "://" + url.host() + (isUsual ? "" : ":" + url.port()) + "/" + STARS;
    }

    private static ObjectNode watch(Node node, Source source, Optional<Section> defaults, Watch watch) {
        Section own = new Section(node, WatchKeys.WATCH, "", source);
        ObjectNode tree = section(Optional.of(own), defaults, WatchKeys.WATCH);
        if (!tree.has("every") && watch.schedule() instanceof Schedule.Every every) {
            tree.put("every", every.toString().replace("every ", ""));
        }
        return tree;
    }

    /** The keys of a section in the order of the vocabulary, with what stands behind them. */
    private static ObjectNode section(Optional<Section> own, Optional<Section> behind, Keys keys) {
        ObjectNode tree = JSON.objectNode();
        for (Key key : keys.all()) {
            boolean hasRival = keys.rivals().stream()
                    .anyMatch(rivals -> rivals.contains(key.name())
                            && rivals.stream()
                                    .anyMatch(each -> own.map(section -> section.has(each))
                                            .orElse(false)));
            Optional<Section> from = holder(own, key).or(() -> hasRival ? Optional.empty() : holder(behind, key));
            if (key.name().equals("oauth")) {
                inner(own, key, ChannelKeys.OAUTH)
                        .ifPresent(each ->
                                tree.set("oauth", section(Optional.of(each), Optional.empty(), ChannelKeys.OAUTH)));
            } else if (key.name().equals("rent") || key.name().equals("smtp")) {
                Keys inner = key.name().equals("rent") ? WatchKeys.RENT : ChannelKeys.SMTP;
                tree.set(key.name(), section(inner(own, key, inner), inner(behind, key, inner), inner));
            } else if (from.isPresent()) {
                tree.set(key.name(), value(from.get(), key));
            } else if (!key.fallback().isEmpty()) {
                tree.set(key.name(), key.shape().written(key.fallback()));
            }
        }
        return tree;
    }

    private static Optional<Section> holder(Optional<Section> section, Key key) {
        return section.filter(
                each -> each.takes(key.name()) && each.node(key.name()).isPresent());
    }

    private static Optional<Section> inner(Optional<Section> section, Key key, Keys keys) {
        return holder(section, key).flatMap(each -> each.section(key.name(), keys, ""));
    }

    private static JsonNode value(Section section, Key key) {
        Node node = section.node(key.name()).orElseThrow();
        if (SECRETS.contains(key.name())) {
            return stars(node, section.source());
        }
        if (key.name().equals("proxy")) {
            return Nodes.text(node, section.source())
                    .map(text -> JSON.textNode(Proxies.parse(text).toString()))
                    .orElseThrow();
        }
        if (key.name().equals("template")) {
            return asWritten(node, section.source());
        }
        if (node instanceof ScalarNode scalar) {
            JsonNode written = key.shape().written(Verbatim.escaped(Verbatim.text(scalar, section.source())));
            return key.shape() instanceof Shape.Several ? JSON.arrayNode().add(written) : written;
        }
        return Verbatim.any(node, section.source());
    }

    private static JsonNode stars(Node node, Source source) {
        if (node instanceof MappingNode mapping) {
            ObjectNode names = JSON.objectNode();
            Entries.of(mapping, "", source).keySet().forEach(name -> names.put(name, STARS));
            return names;
        }
        return node instanceof SequenceNode ? JSON.arrayNode().add(STARS) : JSON.textNode(STARS);
    }

    /** With its variables, which may stand for secrets. */
    private static JsonNode asWritten(Node template, Source source) {
        ObjectNode parts = JSON.objectNode();
        Entries.of((MappingNode) template, "", source)
                .forEach((name, tuple) -> parts.put(name, ((ScalarNode) tuple.getValueNode()).getValue()));
        return parts;
    }

    private static Optional<String> scalar(Section section, String key) {
        return section.takes(key)
                ? section.node(key)
                        .flatMap(node -> Nodes.text(node, section.source()))
                        .map(Verbatim::escaped)
                : Optional.empty();
    }

    /** As YAML. */
    public String yaml() {
        YAMLMapper mapper = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build();
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Brief, for a config prints it among other things. */
    @Override
    public String toString() {
        return "of " + tree.path("watches").size() + " watches";
    }
}
