package io.github.vastwatch.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.store.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Captured offers: each sweep is shown for one step, the last one forever. */
public final class RecordedMarket implements Market {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<List<ObjectNode>> sweeps;
    private final Duration step;
    private final Instant start;

    private RecordedMarket(List<List<ObjectNode>> sweeps, Duration step, Instant start) {
        this.sweeps = sweeps;
        this.step = step;
        this.start = start;
    }

    /**
     * Reads captured offers.
     *
     * @param files JSON lines, gzip or plain, ordered by {@code scraped_at}
     */
    public static RecordedMarket read(List<Path> files, Duration step, Instant start) throws IOException {
        Map<String, List<ObjectNode>> byTime = new TreeMap<>();
        for (Path file : files) {
            int number = 0;
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank() && JSON.readTree(line) instanceof ObjectNode row) {
                        byTime.computeIfAbsent(row.path("scraped_at").asText(), time -> new ArrayList<>())
                                .add(row);
                    }
                }
            } catch (JsonProcessingException e) {
                throw new IOException(file + ":" + number + ": not JSON: " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new IOException(file + " cannot be read: " + FileErrors.of(e), e);
            }
        }
        if (byTime.isEmpty()) {
            throw new IOException("no offers in " + files);
        }
        return new RecordedMarket(List.copyOf(byTime.values()), step, start);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    @Override
    public List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        long index = Math.max(0, Duration.between(start, now).dividedBy(step));
        List<ObjectNode> rows = new ArrayList<>();
        for (ObjectNode captured : sweeps.get((int) Math.min(index, sweeps.size() - 1))) {
            if (captured.path("rental_type").asText("on-demand").equals(rentalType)) {
                ObjectNode row = captured.deepCopy();
                row.remove(List.of("rental_type", "scraped_at"));
                OfferRow.setDisk(row, diskGb);
                rows.add(row);
            }
        }
        return rows;
    }
}
