package io.github.vastwatch.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.vastwatch.vast.VastSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A config as it would be written in one file that needs no defaults, no environment and no aliases. Its secrets are
 * stars, and of a webhook's URL only the host is left.
 */
public final class EffectiveConfig {
    private final ObjectNode tree;

    private EffectiveConfig(ObjectNode tree) {
        this.tree = tree;
    }

    /** The config of a file without problems, with the channels and watches of the files that it includes. */
    static EffectiveConfig of(Values top, VastSettings vast, ObjectNode channels, ArrayNode watches) {
        ObjectNode tree = top.print();
        if (vast.apiKey().isPresent() && tree.get("vast") instanceof ObjectNode market && !market.has("api_key_file")) {
            // It may be a credential, which the config does not contain.
            tree.set(
                    "vast",
                    JsonNodeFactory.instance.objectNode().put("api_key", "***").setAll(market));
        }
        tree.remove(List.of("include", "defaults", "channels", "watches"));
        tree.set("channels", channels);
        tree.set("watches", watches);
        return new EffectiveConfig(tree);
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

    /**
     * A digest of what all daemons that share a state must have in common: not where the state, the page and the log of one of
     * them are. Secrets do not count.
     */
    public String fingerprint() {
        ObjectNode shared = tree.deepCopy();
        shared.remove(List.of("state", "state_password_file", "web", "log"));
        return UUID.nameUUIDFromBytes(shared.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Brief, for a config prints it among other things. */
    @Override
    public String toString() {
        return "of " + tree.path("watches").size() + " watches";
    }
}
