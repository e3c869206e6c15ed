package io.github.vastwatch.vast;

import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/** The cells of a line of CSV, as <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has them; no cell spans lines. */
final class CsvRecord {
    private CsvRecord() {}

    static List<String> read(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean isPair = c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (isPair) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (isQuoted) {
            throw new InvalidInput("a quote is not closed");
        }
        cells.add(cell.toString());
        return cells;
    }
}
