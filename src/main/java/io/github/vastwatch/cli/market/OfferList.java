package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Offers as a table, as JSON, or as comma-separated values. */
public final class OfferList {
    public enum Format {
        /** As many columns as the terminal has room for; all of them where there is none. */
        table,
        /** All columns. */
        wide,
        json,
        csv
    }

    /** What a spreadsheet reads as a formula. */
    private static final Pattern FORMULA = Pattern.compile("[=+@-].*");

    private OfferList() {}

    public static void print(List<Offer> offers, Format format, Terminal terminal, PrintWriter out) {
        switch (format) {
            case table -> table(offers, terminal.width(), terminal.colours(), out);
            case wide -> table(offers, Optional.empty(), terminal.colours(), out);
            case json -> out.println(json(offers));
            case csv -> out.print(csv(offers));
        }
        out.flush();
    }

    private static void table(List<Offer> offers, Optional<Integer> width, boolean colours, PrintWriter out) {
        if (!offers.isEmpty()) {
            width.map(columns -> OfferTable.fitting(offers, columns, colours))
                    .orElseGet(() -> OfferTable.wide(offers, colours))
                    .lines()
                    .forEach(out::println);
        }
    }

    /** Every known field by its wire name. */
    static String json(List<Offer> offers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        offers.forEach(offer -> list.add(OfferJson.write(offer)));
        return list.toString();
    }

    /** Every known field as in its row, in the format of RFC 4180. */
    static String csv(List<Offer> offers) {
        List<Field> fields = Arrays.asList(Field.values());
        StringBuilder text = new StringBuilder();
        text.append(fields.stream().map(Field::wire).collect(Collectors.joining(",")))
                .append("\r\n");
        for (Offer offer : offers) {
            text.append(fields.stream()
                            .map(field -> Optional.ofNullable(offer.row().get(field))
                                    .map(OfferList::cell)
                                    .orElse(""))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return text.toString();
    }

    private static String cell(Value value) {
        if (!(value instanceof Value.Text text)) {
            return value == Value.Null.NULL ? "" : value.toString();
        }
        String harmless = FORMULA.matcher(text.value()).matches() ? "'" + text.value() : text.value();
        return harmless.matches("[^,\"]*") ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
