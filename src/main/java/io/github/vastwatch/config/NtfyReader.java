package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.ByKind;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads what a channel of the type ntfy takes. */
final class NtfyReader {
    private static final int MOST = 5;

    /** As the server takes them by name. */
    private static final Map<String, Integer> PRIORITIES =
            Map.of("min", 1, "low", 2, "default", 3, "high", 4, "max", 5, "urgent", 5);

    private NtfyReader() {}

    static Optional<Ntfy> read(Section section) {
        HttpUrl server =
                section.read("url", text -> HookUrl.server(text, "ntfy")).orElse(HttpUrl.get(Ntfy.SERVER));
        Optional<Ntfy.Login> login = login(section);
        ByKind<Integer> priorities = priorities(section);
        ByKind<List<String>> tags = tags(section);
        section.require("topic", "write topic: a-name-that-nobody-guesses");
        return section.read("topic", text -> Ntfy.parseTopic(Secrets.meant("topic", text)))
                .map(topic -> new Ntfy(server, topic, login, priorities, tags));
    }

    private static Optional<Ntfy.Login> login(Section section) {
        Optional<Secret> token = Secrets.read(section, "token");
        Optional<Secret> password = Secrets.read(section, "password");
        String key = section.has("password_file") ? "password_file" : "password";
        if (section.has("user") && section.lacks("password") && section.lacks("password_file")) {
            section.problem("user", "a user without a password", "write password: ${NTFY_PASSWORD}, or password_file");
        }
        if (!section.has("user") && section.has(key)) {
            section.problem(key, "a password without a user", "write user:, or token: ${NTFY_TOKEN} in its place");
        }
        if (section.has("user") && (section.has("token") || section.has("token_file"))) {
            section.problem("user", "both a token and a user are given", "keep one of them");
        }
        return section.read("user", user -> password.map(secret -> new Ntfy.Login(user, secret)))
                .flatMap(each -> each)
                .or(() -> token.map(secret -> new Ntfy.Login("", secret)));
    }

    private static ByKind<Integer> priorities(Section section) {
        if (section.node("priority").filter(MappingNode.class::isInstance).isEmpty()) {
            return section.read("priority", NtfyReader::priority)
                    .map(ByKind::all)
                    .orElseGet(() -> new ByKind<>(Map.of()));
        }
        Map<String, Integer> values = new HashMap<>();
        section.section("priority", ChannelKeys.PRIORITY, "priority of " + section.what())
                .ifPresent(each -> {
                    ByKind.NAMES.forEach(
                            name -> each.read(name, NtfyReader::priority).ifPresent(value -> values.put(name, value)));
                    each.done();
                });
        return new ByKind<>(values);
    }

    private static ByKind<List<String>> tags(Section section) {
        if (section.node("tags").filter(MappingNode.class::isInstance).isEmpty()) {
            return section.readList("tags", Ntfy::parseTag).map(ByKind::all).orElseGet(() -> new ByKind<>(Map.of()));
        }
        Map<String, List<String>> values = new HashMap<>();
        section.section("tags", ChannelKeys.TAGS, "tags of " + section.what()).ifPresent(each -> {
            ByKind.NAMES.forEach(
                    name -> each.readList(name, Ntfy::parseTag).ifPresent(value -> values.put(name, value)));
            each.done();
        });
        return new ByKind<>(values);
    }

    private static int priority(String text) {
        Integer named = PRIORITIES.get(text);
        if (named != null) {
            return named;
        }
        int number = text.matches("[0-9]+") ? Numbers.whole(text) : 0;
        if (number < 1 || number > MOST) {
            throw new InvalidInput(
                    "not a priority of ntfy: '" + text + "'", "it is from 1 (min) to 5 (max), and 3 is the default");
        }
        return number;
    }
}
