package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.notify.channel.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Configs of one channel and one watch in a folder, as they are read or refused. */
record Read(Path folder, Map<String, String> environment) {
    static final String HOOK = "{type: webhook, url: \"http://127.0.0.1:9/\"}";

    static Read in(Path folder) {
        return new Read(folder, new HashMap<>());
    }

    /** A config whose channel {@code hook} is this. */
    static String channel(String channel) {
        return "channels:\n  hook: " + channel
                + "\nwatches: [{name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: hook}]\n";
    }

    /** A config whose watch has these keys beside the usual ones. */
    static String watch(String more) {
        return "channels: {hook: " + HOOK + ", me: " + HOOK + "}\n"
                + "watches:\n  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: [hook, me]}\n"
                + "  - {name: v, query: num_gpus=1, threshold: dph_total <= 1, " + more
                + (more.contains("notify:") ? "" : ", notify: hook") + "}\n";
    }

    Config config(String yaml) throws Exception {
        return Config.read(Files.writeString(folder.resolve("main.yaml"), yaml), environment::get);
    }

    /** Where the channel {@code hook} leads. */
    static Channel.Target target(Config config) {
        return Objects.requireNonNull(config.channels().get("hook")).target();
    }

    /** What is wrong with it, each as {@code LINE:COLUMN: message / advice}. */
    List<String> problems(String yaml) {
        BadConfig failure = catchThrowableOfType(BadConfig.class, () -> config(yaml));
        assertThat(failure).as(yaml).isNotNull();
        return failure.problems().stream().map(Read::words).toList();
    }

    List<String> doubts(String yaml) throws Exception {
        return config(yaml).warnings().stream().map(Read::words).toList();
    }

    static String words(Problem problem) {
        return problem.line() + ":" + problem.column() + ": " + problem.message()
                + (problem.advice().isEmpty() ? "" : " / " + problem.advice());
    }
}
