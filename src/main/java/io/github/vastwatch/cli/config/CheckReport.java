package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.Problem;
import io.github.vastwatch.watch.Watch;
import java.util.List;
import java.util.Optional;

/** What a check found, as JSON for programs. */
final class CheckReport {
    private CheckReport() {}

    /**
     * Of a config that is right.
     *
     * @param unusable why the state cannot be used, if so
     * @param text the same in words
     */
    static String of(Config config, Optional<OnlineCheck> online, Optional<String> unusable, CheckText text) {
        ObjectNode report = of(true, List.of(), config.doubts(), config.watches());
        unusable.ifPresent(reason -> report.put("ok", false).put("state", reason));
        text.budget().write(report.putObject("rows"));
        text.late().forEach(report.putArray("shortages")::add);
        online.ifPresent(said -> report.set("online", said.json()));
        return report.toPrettyString();
    }

    static String of(BadConfig failure) {
        return of(false, failure.problems(), failure.doubts(), List.of()).toPrettyString();
    }

    private static ObjectNode of(boolean ok, List<Problem> problems, List<Problem> doubts, List<Watch> watches) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("ok", ok);
        ArrayNode list = report.putArray("problems");
        problems.forEach(problem -> add(list, problem, "error"));
        doubts.forEach(doubt -> add(list, doubt, "warning"));
        ArrayNode names = report.putArray("watches");
        watches.forEach(watch -> names.add(watch.name()));
        return report;
    }

    private static void add(ArrayNode list, Problem problem, String severity) {
        list.addObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("message", problem.message())
                .put("advice", problem.advice())
                .put("severity", severity);
    }
}
