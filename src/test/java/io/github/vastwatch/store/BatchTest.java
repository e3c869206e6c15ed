package io.github.vastwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void countsEachRowOfAStatementThatIsSentInParts() throws Exception {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            int[] changed = store.database()
                    .call(handle -> Batch.execute(
                            handle,
                            "insert into history_watches (names) values (?) on conflict do nothing",
                            batch -> IntStream.range(0, 1_201).forEach(row -> batch.add("names " + row % 1_200))));

            assertThat(changed).hasSize(1_201);
            assertThat(changed[0]).isEqualTo(1);
            assertThat(changed[1_199]).isEqualTo(1);
            assertThat(changed[1_200]).as("the same again").isZero();
        }
    }
}
