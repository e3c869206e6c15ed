package io.github.vastwatch.offer;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuSlicesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            H200       | 18176  | 18 GB: a slice of an H200
            H200       | 71680  | 70 GB: a slice of an H200
            H100 SXM   | 9984   | 10 GB: a slice of an H100 SXM
            A100 SXM4  | 20096  | 20 GB: a slice of an A100 SXM4
            B200       | 92160  | 90 GB: a slice of a B200
            RTX 4090   | 12282  | 12 GB: a slice of an RTX 4090
            Tesla T4   | 500    | 1 GB: a slice of a Tesla T4
            """)
    void aGpuWithLessMemoryThanItsModelHasIsASlice(String name, double megabytes, String words) {
        assertThat(GpuSlices.describe(offer(name, Value.of(megabytes)))).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "H200, 143771",
        "H100 NVL, 95830",
        "B200, 183359",
        "B300, 275040",
        "L40S, 46068",
        "A40, 46068",
        "A100 SXM4, 39936",
        "A100 SXM4, 81920",
        "A100 PCIE, 40960",
        "RTX 4090, 24564",
        "RTX 4090, 23028",
        "RTX 4090, 49140",
        "RTX 3080, 10240",
        "RTX 3080, 20480",
        "RTX 4060 Ti, 8188",
        "RTX 4060 Ti, 16380",
        "Q RTX 6000, 23040",
        "Tesla T4, 15360",
        "a model of tomorrow, 100"
    })
    void aWholeGpuOfAnySizeOfItsModelIsNone(String name, double megabytes) {
        assertThat(GpuSlices.describe(offer(name, Value.of(megabytes)))).isEmpty();
    }

    @Test
    void whereTheMemoryIsNotStatedNothingIsKnown() {
        assertThat(GpuSlices.describe(offer("H200", Value.Null.NULL))).isEmpty();
        assertThat(GpuSlices.describe(offer("H200", Value.of(0)))).isEmpty();
        assertThat(GpuSlices.describe(new Offer(RentalType.BID, NOON, Map.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpu_name=H200                      | an H200 can be offered in slices, with less memory and at a lower price; to exclude them add gpu_ram>=126
            gpu_name in [H200,A100_SXM4]       | an A100 SXM4 can be offered in slices, with less memory and at a lower price; to exclude them add gpu_ram>=36
            """)
    void aQueryForWhatCanBeSlicedIsToldHowToLeaveSlicesOut(String query, String words) {
        InvalidInput doubt = GpuSlices.warning(Query.parse(query)).orElseThrow();

        assertThat(doubt.getMessage() + "; " + doubt.advice()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"gpu_name=H200 gpu_ram>=126", "gpu_name=H200 gpu_total_ram>=1000", "gpu_name=RTX_4090", "gpu_name!=H200"
    })
    void anyOtherQueryIsNot(String query) {
        assertThat(GpuSlices.warning(Query.parse(query))).isEmpty();
    }

    private static Offer offer(String name, Value memory) {
        return new Offer(RentalType.ON_DEMAND, NOON, Map.of(Field.GPU_NAME, Value.of(name), Field.GPU_RAM, memory));
    }
}
