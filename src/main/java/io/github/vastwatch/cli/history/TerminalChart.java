package io.github.vastwatch.cli.history;

import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.history.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A chart in the characters of a terminal: the lines are connected where they are known, and end where they are not. */
final class TerminalChart {
    private static final int HEIGHT = 14;
    /** A column for each two minutes of a day; more do not read better. */
    private static final int MOST_COLUMNS = 160;

    private static final int FEWEST_COLUMNS = 20;
    /** Blanks between the labels of times. */
    private static final int LABEL_WIDTH = 10;

    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int LEFT = 4;
    private static final int RIGHT = 8;
    /** A line that is known for less than a column. */
    private static final int POINT = 16;

    /** By the directions in which a line goes on, from none to all, then the point. */
    private static final String LIGHT = " ╵╷│╴╯╮┤╶╰╭├─┴┬┼·";

    private static final String HEAVY = " ╹╻┃╸┛┓┫╺┗┏┣━┻┳╋•";

    private final Chart chart;
    private final Terminal terminal;
    private final List<Instant> alerts;
    private final List<Chart.Tick<Double>> valueTicks;
    private final int margin;
    private final int columns;

    private TerminalChart(Chart chart, Terminal terminal, int width, List<Instant> alerts) {
        this.chart = chart;
        this.alerts = List.copyOf(alerts);
        this.terminal = terminal;
        this.valueTicks = chart.valueTicks(HEIGHT / 3);
        this.margin =
                valueTicks.stream().mapToInt(tick -> tick.text().length()).max().orElse(0);
        this.columns = Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, width - margin - 2));
    }

    /**
     * The lines of text, with the legend as the first.
     *
     * @param alerts times to mark
     */
    static List<String> lines(Chart chart, Terminal terminal, int width, List<Instant> alerts) {
        return new TerminalChart(chart, terminal, width, alerts).lines();
    }

    private List<String> lines() {
        int[][] best = cells(Chart.Line.BEST);
        int[][] median = cells(Chart.Line.MEDIAN);
        int limit = chart.showsThreshold() ? row(chart.threshold().value().doubleValue()) : -1;
        String[] labels = new String[HEIGHT];
        Arrays.fill(labels, "");
        valueTicks.forEach(tick -> labels[row(tick.at())] = tick.text());
        List<String> lines = new ArrayList<>();
        lines.add(legend());
        for (int y = 0; y < HEIGHT; y++) {
            StringBuilder line = new StringBuilder(" ".repeat(margin - labels[y].length()))
                    .append(labels[y])
                    .append(labels[y].isEmpty() ? vertical() : tickMark());
            for (int x = 0; x < columns; x++) {
                if (best[y][x] != 0) {
                    line.append(paint(glyph(best[y][x], true), Ink.BEST));
                } else if (median[y][x] != 0) {
                    line.append(paint(glyph(median[y][x], false), Ink.MEDIAN));
                } else {
                    line.append(y == limit ? paint(dash(), Ink.THRESHOLD) : " ");
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        if (!alerts.isEmpty()) {
            lines.add(marks());
        }
        lines.addAll(timeAxis());
        return lines;
    }

    /** The colours of the lines, as the sequences of terminals have them. */
    private enum Ink {
        BEST("32"),
        MEDIAN("36"),
        THRESHOLD("33");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    private String paint(String text, Ink ink) {
        return terminal.colours() ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
    }

    private String legend() {
        String threshold = chart.threshold().isNone()
                ? ""
                : "   " + paint(dash().repeat(2), Ink.THRESHOLD) + " threshold "
                        + chart.metric().words(chart.threshold().value())
                        + (chart.showsThreshold() ? "" : " (outside of the chart)");
        return " ".repeat(margin + 1)
                + paint(glyph(LEFT | RIGHT, true).repeat(2), Ink.BEST) + " best   "
                + paint(glyph(LEFT | RIGHT, false).repeat(2), Ink.MEDIAN) + " median" + threshold
                + (alerts.isEmpty() ? "" : "   " + mark() + " alert");
    }

    private String glyph(int directions, boolean isHeavy) {
        if (!terminal.isUnicode()) {
            return isHeavy ? "#" : (directions & (UP | DOWN)) == 0 ? "-" : directions == (UP | DOWN) ? "|" : "+";
        }
        return String.valueOf((isHeavy ? HEAVY : LIGHT).charAt(directions == POINT ? POINT : directions & ~POINT));
    }

    private String dash() {
        return terminal.isUnicode() ? "┄" : ".";
    }

    private String vertical() {
        return terminal.isUnicode() ? "│" : "|";
    }

    private String tickMark() {
        return terminal.isUnicode() ? "┤" : "+";
    }

    /** The row of a value, from 0 at the top. */
    private int row(double value) {
        return Math.min(HEIGHT - 1, Math.max(0, (int) Math.round((1 - chart.y(value)) * (HEIGHT - 1))));
    }

    private Instant start(int column) {
        Duration length = chart.span().length();
        return chart.span().from().plusMillis(length.toMillis() * column / columns);
    }

    /** For each cell the directions in which a line leaves it. */
    private int[][] cells(Chart.Line line) {
        int[][] cells = new int[HEIGHT][columns];
        List<Series.Step> steps = chart.series().steps();
        int next = 0;
        Optional<Integer> row = Optional.empty();
        for (int x = 0; x < columns; x++) {
            if (row.isPresent()) {
                cells[row.get()][x] |= LEFT;
            }
            while (next < steps.size() && steps.get(next).from().isBefore(start(x + 1))) {
                Optional<Integer> before = row;
                row = line.at(steps.get(next++)).map(this::row);
                if (row.isPresent()) {
                    connect(cells, x, before.orElse(row.get()), row.get());
                }
            }
            if (row.isPresent()) {
                cells[row.get()][x] |= RIGHT;
            }
        }
        return cells;
    }

    private static void connect(int[][] cells, int x, int from, int to) {
        cells[to][x] |= POINT;
        for (int y = Math.min(from, to); y < Math.max(from, to); y++) {
            cells[y][x] |= DOWN;
            cells[y + 1][x] |= UP;
        }
    }

    private String marks() {
        StringBuilder marks = new StringBuilder(" ".repeat(columns));
        alerts.forEach(at -> marks.setCharAt(Math.max(0, column(at)), mark()));
        return " ".repeat(margin) + vertical() + marks.toString().stripTrailing();
    }

    private char mark() {
        return terminal.isUnicode() ? '▲' : '^';
    }

    /** A line where something is known, with marks, and their labels below. */
    private List<String> timeAxis() {
        StringBuilder axis = new StringBuilder(" ".repeat(columns));
        for (Series.Step step : chart.series().steps()) {
            if (step.figures().matches().isPresent()) {
                for (int x = column(step.from()); x <= column(step.to().minusMillis(1)); x++) {
                    axis.setCharAt(x, horizontal());
                }
            }
        }
        StringBuilder labels = new StringBuilder();
        for (Chart.Tick<Instant> tick : chart.timeTicks(columns / LABEL_WIDTH)) {
            int x = column(tick.at());
            if (x + tick.text().length() <= columns) {
                axis.setCharAt(x, terminal.isUnicode() ? '┬' : '+');
                labels.append(" ".repeat(x - labels.length())).append(tick.text());
            }
        }
        String indent = " ".repeat(margin);
        return List.of(
                indent + (terminal.isUnicode() ? "└" : "+") + axis.toString().stripTrailing(), indent + " " + labels);
    }

    private char horizontal() {
        return terminal.isUnicode() ? '─' : '-';
    }

    private int column(Instant at) {
        return Math.min(columns - 1, (int) (chart.x(at) * columns));
    }
}
