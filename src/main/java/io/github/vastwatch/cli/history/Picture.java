package io.github.vastwatch.cli.history;

import io.github.vastwatch.history.Series;
import io.github.vastwatch.text.SafeText;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.imageio.ImageIO;

/** A chart as a PNG: twice as many pixels as its size, so that it is sharp on dense screens. */
final class Picture {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int SCALE = 2;
    private static final int LEFT = 72;
    private static final int RIGHT = 24;
    private static final int TOP = 84;
    private static final int BOTTOM = 44;

    private static final int VALUE_TICKS = 8;
    private static final int TIME_TICKS = 12;
    private static final BasicStroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {7, 5}, 0);

    private final Chart chart;
    private final Theme theme;
    private final Graphics2D g;

    /** The colours of a picture. The lines differ for eyes that do not distinguish red and green too. */
    enum Theme {
        light(0xffffff, 0x1f2328, 0x656d76, 0xe1e4e8, 0xeceef1, 0x0a7d4f, 0x3b6fd4, 0xd1570a),
        dark(0x0d1117, 0xe6edf3, 0x8d96a0, 0x2b323d, 0x1b222c, 0x3fcf8e, 0x79a8ff, 0xf0a04b);

        private final Color background;
        private final Color text;
        private final Color label;
        private final Color grid;
        private final Color gap;
        private final Color best;
        private final Color median;
        private final Color threshold;

        Theme(int background, int text, int label, int grid, int gap, int best, int median, int threshold) {
            this.background = new Color(background);
            this.text = new Color(text);
            this.label = new Color(label);
            this.grid = new Color(grid);
            this.gap = new Color(gap);
            this.best = new Color(best);
            this.median = new Color(median);
            this.threshold = new Color(threshold);
        }
    }

    private Picture(Chart chart, Theme theme, Graphics2D g) {
        this.chart = chart;
        this.theme = theme;
        this.g = g;
    }

    /** Draws a chart without a display, and writes it. */
    static void write(Chart chart, HistoryText text, Theme theme, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        try {
            write(image(chart, text, theme), file);
        } catch (LinkageError | InternalError e) {
            throw new IOException(
                    "this Java cannot draw: it lacks java.desktop, or the system lacks fonts; install fontconfig and a"
                            + " font such as fonts-dejavu-core",
                    e);
        }
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(image, "png", out);
        }
    }

    private static BufferedImage image(Chart chart, HistoryText text, Theme theme) {
        BufferedImage image = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(SCALE, SCALE);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        new Picture(chart, theme, g).draw(text);
        g.dispose();
        return image;
    }

    private void draw(HistoryText text) {
        fill(theme.background, 0, 0, WIDTH, HEIGHT);
        gaps();
        axes();
        g.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        line(Chart.Line.MEDIAN, theme.median);
        g.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        line(Chart.Line.BEST, theme.best);
        threshold();
        text(text.title(), Font.BOLD, 15, theme.text, LEFT, 26);
        text(text.unit() + "; " + text.coverage(), Font.PLAIN, 12, theme.label, LEFT, 46);
        legend();
    }

    /** Where it is not known whether there was anything within the threshold. */
    private void gaps() {
        for (Series.Step step : chart.series().steps()) {
            if (step.figures().matches().isEmpty()) {
                double from = x(step.from());
                fill(theme.gap, from, TOP, x(step.to()) - from, HEIGHT - BOTTOM - TOP);
            }
        }
    }

    private void axes() {
        g.setStroke(new BasicStroke(1));
        for (Chart.Tick<Double> tick : chart.valueTicks(VALUE_TICKS)) {
            double y = y(tick.at());
            g.setColor(theme.grid);
            g.draw(new Line2D.Double(LEFT, y, WIDTH - RIGHT, y));
            text(tick.text(), Font.PLAIN, 12, theme.label, LEFT - 10 - width(tick.text()), y + 4);
        }
        for (Chart.Tick<Instant> tick : chart.timeTicks(TIME_TICKS)) {
            double x = x(tick.at());
            g.setColor(theme.grid);
            g.draw(new Line2D.Double(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 5));
            text(tick.text(), Font.PLAIN, 12, theme.label, x - width(tick.text()) / 2, HEIGHT - BOTTOM + 20);
        }
        g.setColor(theme.label);
        g.draw(new Line2D.Double(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM));
    }

    private void line(Chart.Line line, Color colour) {
        Path2D path = new Path2D.Double();
        Optional<Double> before = Optional.empty();
        for (Series.Step step : chart.series().steps()) {
            Optional<Double> value = line.at(step).map(this::y);
            if (value.isPresent()) {
                if (before.isPresent()) {
                    path.lineTo(x(step.from()), value.get());
                } else {
                    path.moveTo(x(step.from()), value.get());
                }
                path.lineTo(x(step.to()), value.get());
            }
            before = value;
        }
        g.setColor(colour);
        g.draw(path);
    }

    private void threshold() {
        if (chart.showsThreshold()) {
            double y = y(chart.threshold().value().doubleValue());
            g.setStroke(DASHED);
            g.setColor(theme.threshold);
            g.draw(new Line2D.Double(LEFT, y, WIDTH - RIGHT, y));
        }
    }

    private void legend() {
        double x = LEFT;
        x = entry("best", theme.best, new BasicStroke(2.4f), x);
        x = entry("median", theme.median, new BasicStroke(1.6f), x);
        if (!chart.threshold().isNone()) {
            String value = "threshold " + chart.metric().words(chart.threshold().value());
            x = entry(chart.showsThreshold() ? value : value + " (outside of the chart)", theme.threshold, DASHED, x);
        }
        if (chart.series().steps().stream()
                .anyMatch(step -> step.figures().matches().isEmpty())) {
            fill(theme.gap, x, TOP - 23, 22, 11);
            g.setStroke(new BasicStroke(1));
            g.setColor(theme.grid);
            g.draw(new Rectangle2D.Double(x, TOP - 23, 22, 11));
            text("not seen", Font.PLAIN, 12, theme.text, x + 28, TOP - 13);
        }
    }

    /** Returns where the next begins. */
    private double entry(String title, Color colour, BasicStroke stroke, double x) {
        g.setStroke(stroke);
        g.setColor(colour);
        g.draw(new Line2D.Double(x, TOP - 17, x + 22, TOP - 17));
        text(title, Font.PLAIN, 12, theme.text, x + 28, TOP - 13);
        return x + 28 + width(title) + 22;
    }

    private double x(Instant at) {
        return LEFT + chart.x(at) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - chart.y(value) * (HEIGHT - BOTTOM - TOP);
    }

    private void fill(Color colour, double x, double y, double width, double height) {
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(x, y, width, height));
    }

    /** The width of a text in the font of labels. */
    private double width(String text) {
        return g.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth(text);
    }

    private void text(String text, int style, int size, Color colour, double x, double y) {
        Font font = new Font(Font.SANS_SERIF, style, size);
        int length = text.length();
        while (g.getFontMetrics(font).stringWidth(SafeText.cut(text, length)) > WIDTH - x) {
            length--;
        }
        g.setFont(font);
        g.setColor(colour);
        g.drawString(SafeText.cut(text, length), (float) x, (float) y);
    }
}
