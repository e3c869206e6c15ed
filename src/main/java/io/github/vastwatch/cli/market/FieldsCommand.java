package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.offer.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
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
            description = "table, json or markdown (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Override
    public Integer call() {
        List<FieldFacts> fields = fields();
        switch (format) {
            case table ->
                new TextTable()
                        .lines(Stream.concat(Stream.of(HEADER), fields.stream().map(each -> each.cells(name -> name)))
                                .toList())
                        .forEach(out()::println);
            case json -> out().println(Json.text(fields));
            case markdown -> {
                out().print(markdown());
                out().flush();
            }
        }
        return Exit.DONE;
    }

    /** The table of the documentation. */
    static String markdown() {
        return Stream.concat(
                        Stream.of(row(HEADER), "|" + "---|".repeat(HEADER.size()) + "\n"),
                        fields().stream().map(each -> row(each.cells(name -> "`" + name + "`"))))
                .collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static List<FieldFacts> fields() {
        return Arrays.stream(Field.values()).map(FieldFacts::of).toList();
    }

    /** A field; its JSON has these components. */
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
                    field.type().name().toLowerCase(Locale.ROOT),
                    field.unit(),
                    field.queryUnit(),
                    field.better() == Field.Better.NEITHER
                            ? ""
                            : field.better().name().toLowerCase(Locale.ROOT),
                    field.meaning(),
                    List.copyOf(field.aliases()),
                    List.copyOf(field.rowKeys()));
        }

        /** Its row below {@link #HEADER}. */
        List<String> cells(UnaryOperator<String> name) {
            return List.of(
                    Stream.concat(Stream.of(field), aliases.stream()).map(name).collect(Collectors.joining(" ")),
                    type,
                    unit.equals(queryUnit) ? unit : queryUnit + ", in rows " + unit,
                    better,
                    meaning,
                    String.join(", ", rowKeys));
        }
    }
}
