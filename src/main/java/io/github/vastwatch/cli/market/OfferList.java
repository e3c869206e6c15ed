package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

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
            width.map(columns -> Table.fitting(offers, columns, colours))
                    .orElseGet(() -> Table.wide(offers, colours))
                    .lines()
                    .forEach(out::println);
        }
    }

    /** The lowest price. */
    static Optional<Double> best(List<Offer> offers) {
        return offers.stream()
                .flatMap(offer -> offer.number(Field.DPH_TOTAL).stream())
                .min(Comparator.naturalOrder());
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

    /**
     * A table of offers: as many columns as fit the terminal, the most important for a renter first. The header has the units
     * below the names.
     */
    record Table(List<Offer> offers, List<Column> columns, int placeWidth, int lineWidth, boolean colours) {
        private static final String GAP = "  ";
        /** What a place is cut to before an essential column is left out: its code, and hardly more. */
        private static final int SHORT_PLACE = 6;
        /** What a place gets before a column that is not: nearly every country, and the start of a region. */
        private static final int READABLE_PLACE = 14;

        /** Every column. */
        static Table wide(List<Offer> offers, boolean colours) {
            return new Table(offers, Column.shown(offers), Integer.MAX_VALUE, Integer.MAX_VALUE, colours);
        }

        /** The columns that fit into {@code width} characters, the place as long as there is room for. */
        static Table fitting(List<Offer> offers, int width, boolean colours) {
            Set<Column> chosen = EnumSet.noneOf(Column.class);
            int shortPlace = width(Column.PLACE, offers, SHORT_PLACE);
            int rest = width(Column.PLACE, offers, READABLE_PLACE) - shortPlace;
            int room = width + GAP.length();
            for (Column column : Column.byImportance(offers)) {
                int needed = GAP.length() + width(column, offers, SHORT_PLACE);
                int kept = column.isEssential() ? 0 : rest;
                // These two are always shown, cut if they do not fit: there is no table without them.
                if (needed + kept <= room || column == Column.PRICE || column == Column.GPU) {
                    room -= needed;
                    chosen.add(column);
                }
            }
            return new Table(offers, List.copyOf(chosen), shortPlace + Math.max(0, room), width, colours);
        }

        private static int width(Column column, List<Offer> offers, int placeWidth) {
            int widest = offers.stream()
                    .mapToInt(offer -> Column.width(text(column, offer, placeWidth)))
                    .max()
                    .orElse(0);
            return Math.max(
                    widest, Math.max(column.title().length(), column.unit().length()));
        }

        private static String text(Column column, Offer offer, int placeWidth) {
            String text = column.text(offer);
            return column == Column.PLACE ? Column.cutPlace(text, placeWidth) : text;
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            List<Integer> widths = columns.stream()
                    .map(column -> width(column, offers, placeWidth))
                    .toList();
            lines.add(line(widths, column -> new Cell(column.title(), Optional.of(Style.bold))));
            lines.add(line(widths, column -> new Cell(column.unit(), Optional.of(Style.faint))));
            Optional<Double> best = best(offers);
            for (Offer offer : offers) {
                boolean isBest = best.isPresent() && best.equals(offer.number(Field.DPH_TOTAL));
                lines.add(line(
                        widths, column -> new Cell(text(column, offer, placeWidth), style(column, offer, isBest))));
            }
            return lines;
        }

        private static Optional<IStyle> style(Column column, Offer offer, boolean isBest) {
            return column == Column.PRICE && isBest
                    ? Optional.of(Style.fg_green)
                    : column.warns(offer) ? Optional.of(Style.fg_yellow) : Optional.empty();
        }

        private record Cell(String text, Optional<IStyle> style) {}

        private interface Row {
            Cell cell(Column column);
        }

        private String line(List<Integer> widths, Row row) {
            StringBuilder line = new StringBuilder();
            int room = lineWidth;
            int owed = 0;
            for (int i = 0; i < columns.size() && room > owed; i++) {
                Cell cell = row.cell(columns.get(i));
                int width = Math.min(widths.get(i), room - owed);
                String text = Column.cut(cell.text(), width);
                int blanks = width - Column.width(text);
                boolean left = columns.get(i).alignsLeft();
                int before = owed + (left ? 0 : blanks);
                if (!text.isEmpty()) {
                    // Blanks are owed until something follows them, so that no line ends with any.
                    line.append(" ".repeat(before)).append(styled(cell.style(), text));
                    room -= before + Column.width(text);
                    owed = 0;
                    before = 0;
                }
                owed = before + (left ? blanks : 0) + GAP.length();
            }
            return line.toString();
        }

        /** Ended by a reset: picocli's own end of bold is a double underline to many terminals. */
        private String styled(Optional<IStyle> style, String text) {
            return colours && style.isPresent() ? style.get().on() + text + Style.reset.on() : text;
        }
    }
}
