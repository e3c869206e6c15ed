package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * A table of offers: as many columns as fit the terminal, the most important for a renter first. The header has the units
 * below the names.
 */
final class OfferTable {
    private static final String GAP = "  ";
    /** What a place is cut to before an essential column is left out: its code, and hardly more. */
    private static final int SHORT_PLACE = 6;
    /** What a place gets before a column that is not: nearly every country, and the start of a region. */
    private static final int READABLE_PLACE = 14;

    private final List<Offer> offers;
    private final List<Column> columns;
    private final int placeWidth;
    private final int lineWidth;
    private final boolean colours;

    private OfferTable(List<Offer> offers, List<Column> columns, int placeWidth, int lineWidth, boolean colours) {
        this.offers = offers;
        this.columns = columns;
        this.placeWidth = placeWidth;
        this.lineWidth = lineWidth;
        this.colours = colours;
    }

    /** Every column. */
    static OfferTable wide(List<Offer> offers, boolean colours) {
        return new OfferTable(offers, Column.shown(offers), Integer.MAX_VALUE, Integer.MAX_VALUE, colours);
    }

    /** The columns that fit into {@code width} characters, the place as long as there is room for. */
    static OfferTable fitting(List<Offer> offers, int width, boolean colours) {
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
        return new OfferTable(offers, List.copyOf(chosen), shortPlace + Math.max(0, room), width, colours);
    }

    private static int width(Column column, List<Offer> offers, int placeWidth) {
        int widest = offers.stream()
                .mapToInt(offer -> Column.width(text(column, offer, placeWidth)))
                .max()
                .orElse(0);
        return Math.max(widest, Math.max(column.title().length(), column.unit().length()));
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
            lines.add(line(widths, column -> new Cell(text(column, offer, placeWidth), style(column, offer, isBest))));
        }
        return lines;
    }

    /** The lowest price. */
    static Optional<Double> best(List<Offer> offers) {
        return offers.stream()
                .flatMap(offer -> offer.number(Field.DPH_TOTAL).stream())
                .min(Comparator.naturalOrder());
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
