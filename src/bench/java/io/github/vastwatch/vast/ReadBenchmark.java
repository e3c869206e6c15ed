package io.github.vastwatch.vast;

import io.github.vastwatch.bench.SampleMarket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads an answer that holds the whole market. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBenchmark {
    @Param({"5000"})
    int offers;

    private byte[] plain = {};
    private byte[] packed = {};
    private final SharedTexts texts = new SharedTexts();

    @Setup
    public void setUp() throws IOException {
        plain = SampleAnswer.bytes(new SampleMarket(1, offers), 0, offers, 20);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        }
        packed = bytes.toByteArray();
    }

    @Benchmark
    public Object plain() {
        return SampleAnswer.read(new ByteArrayInputStream(plain), Instant.EPOCH, texts);
    }

    @Benchmark
    public Object gzip() throws IOException {
        return SampleAnswer.read(new GZIPInputStream(new ByteArrayInputStream(packed), 8192), Instant.EPOCH, texts);
    }
}
