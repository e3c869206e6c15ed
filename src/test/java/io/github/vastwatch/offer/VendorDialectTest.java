package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorDialectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpu_name in (L4,L40)              | gpu_name in (L4,L40)
            geolocation not in ['XV','XZ']    | geolocation notin 'XV','XZ'
            num_gpus=1 geolocation in [EU,US] | geolocation in EU,US
            geolocation=EU                    | geolocation=EU
            geolocation=us                    | geolocation=us
            driver_version>=550               | driver_version>=550
            verified=TRUE                     | verified=TRUE
            order=dph_total num_gpus=1        | order=dph total
            """)
    void whatTheVendorReadsOtherwiseIsSaid(String text, String sent) {
        assertThat(VendorDialect.differences(text, Query.parse(text)))
                .containsExactly("the vendor's command line sends " + sent + " unchanged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reliability > 0.98 num_gpus=1 gpu_name=RTX_3090",
                "gpu_name in [\"RTX 4090\", \"RTX 3090\"] geolocation notin [CN,SA] verified=False",
                "disk_space>146 duration>24 gpu_ram>10 cuda_vers>=12.1 driver_version >= 535.86.05",
                "dph<0.5 dph>0.1 external=any static_ip=true has_avx=1 cluster_id=null ubuntu_version=22.04",
                "gpu_name=RTX 4090 num_gpus=1",
                "gpu_name=RTX_4090 and num_gpus=1"
            })
    void whatItReadsAlikeOrRefusesNeedsNoWord(String text) {
        assertThat(VendorDialect.differences(text, Query.parse(text))).isEmpty();
    }
}
