package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.offer.Field;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the fields of the query language. */
@Command(name = "fields", description = "Lists the fields of queries and sort orders.")
public final class FieldsCommand extends Subcommand {
    enum Format {
        table,
        json,
        markdown
    }

    private static final List<String> HEADER = List.of("field", "type", "unit", "better", "meaning", "row keys");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json or markdown (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Override
    public Integer call() {
        PrintWriter out = out();
        switch (format) {
            case table ->
                new TextTable()
                        .lines(Stream.concat(
                                        Stream.of(HEADER), fields().stream().map(FieldsCommand::line))
                                .toList())
                        .forEach(out::println);
            case json ->
                out.println(Json.text(fields().stream().map(FieldFacts::of).toList()));
            case markdown -> {
                out.print(markdown());
                out.flush();
            }
        }
        return Exit.DONE;
    }

    private static List<Field> fields() {
        return List.of(Field.values());
    }

    private static List<String> line(Field field) {
        return List.of(
                String.join(" ", names(field)),
                type(field),
                field.unit().equals(field.queryUnit()) ? field.unit() : field.queryUnit() + ", in rows " + field.unit(),
                better(field),
                field.meaning(),
                String.join(", ", field.rowKeys()));
    }

    private static List<String> names(Field field) {
        return Stream.concat(Stream.of(field.wire()), field.aliases().stream()).toList();
    }

    private static String type(Field field) {
        return field.type().name().toLowerCase(Locale.ROOT);
    }

    private static String better(Field field) {
        return field.better() == Field.Better.NEITHER
                ? ""
                : field.better().name().toLowerCase(Locale.ROOT);
    }

    /** The table of the documentation. */
    static String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", HEADER)).append(" |\n");
        text.append("|").append("---|".repeat(HEADER.size())).append("\n");
        for (Field field : fields()) {
            List<String> cells = new ArrayList<>(line(field));
            cells.set(0, names(field).stream().map(name -> "`" + name + "`").collect(Collectors.joining(" ")));
            text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        return text.toString();
    }

    /** A field for programs. */
    private record FieldFacts(
            String field,
            String type,
            String unit,
            String queryUnit,
            String better,
            String meaning,
            List<String> aliases,
            List<String> rowKeys) {
        static FieldFacts of(Field field) {
            return new FieldFacts(
                    field.wire(),
                    FieldsCommand.type(field),
                    field.unit(),
                    field.queryUnit(),
                    FieldsCommand.better(field),
                    field.meaning(),
                    List.copyOf(field.aliases()),
                    List.copyOf(field.rowKeys()));
        }
    }
}
