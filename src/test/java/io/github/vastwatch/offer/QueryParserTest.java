package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            num_gpus=1                        | num_gpus=1
            num_gpus == 2                     | num_gpus=2
            num_gpus eq 2                     | num_gpus=2
            num_gpus!=1                       | num_gpus!=1
            num_gpus neq 1                    | num_gpus!=1
            num_gpus noteq 1                  | num_gpus!=1
            num_gpus not eq 1                 | num_gpus!=1
            num_gpus > 1                      | num_gpus>1
            num_gpus gt 1                     | num_gpus>1
            num_gpus gte 4                    | num_gpus>=4
            num_gpus<=4                       | num_gpus<=4
            num_gpus lt 4                     | num_gpus<4
            gpu_name=RTX_4090                 | gpu_name="RTX 4090"
            gpu_name="RTX 4090"               | gpu_name="RTX 4090"
            gpu_name=RTX 4090 num_gpus=1      | gpu_name="RTX 4090" num_gpus=1
            gpu_name in [RTX_4090,RTX_3090]   | gpu_name in ["RTX 4090","RTX 3090"]
            gpu_name in ["RTX 4090", "A100"]  | gpu_name in ["RTX 4090",A100]
            geolocation in [us, CA]           | geolocation in [US,CA]
            geolocation notin [NO]            | geolocation notin [NO]
            geolocation not in [NO,SE]        | geolocation notin [NO,SE]
            geolocation nin [NO]              | geolocation notin [NO]
            gpu_ram>=24                       | gpu_ram>=24
            gpu_ram in [24, 48]               | gpu_ram in [24,48]
            duration>=0.5                     | duration>=0.5
            dph<0.4                           | dph_total<0.4
            reliability2>0.98                 | reliability>0.98
            cuda_vers>=12.4                   | cuda_max_good>=12.4
            has_avx=TRUE                      | has_avx=true
            datacenter=True                   | datacenter=true
            driver_version>=535.86.05         | driver_version>=535086005
            driver_version>=580.142           | driver_version>=580142000
            num_gpus=1 num_gpus=2             | num_gpus=2
            num_gpus>=2 num_gpus<=4           | num_gpus>=2 num_gpus<=4
            cpu_arch=any                      | ``
            """)
    void readsTheVendorsGrammar(String text, String expected) {
        assertThat(Query.parseWithoutDefaults(text)).hasToString(expected);
    }

    @Test
    void addsTheDefaultFiltersUnlessAClauseOverridesThem() {
        assertThat(Query.parse("verified=false external=any num_gpus=1"))
                .hasToString("verified=false rentable=true num_gpus=1");
    }

    @Test
    void treatsTabsAndNewlinesAsBlanks() {
        assertThat(Query.parseWithoutDefaults("\tnum_gpus=1\n  gpu_ram >= 24 ")).hasToString("num_gpus=1 gpu_ram>=24");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            num_gpu=1            | 0  | unknown field 'num_gpu'                       | did you mean 'num_gpus'?
            num_gpus=many        | 9  | num_gpus takes a number: 'many'               | ``
            num_gpus=1 dph>0,30  | 15 | dph_total takes a number: '0,30'              | write a point, not a comma: 0.30
            verified>true        | 8  | verified has no order, so '>' cannot compare it | use =, !=, in or notin
            num_gpus             | 8  | an operator is missing after 'num_gpus'       | one of = != > >= < <= in notin
            num_gpus=            | 9  | a value is missing after 'num_gpus='          | ``
            num_gpus=<3          | 8  | unknown operator '=<'                         | one of = != > >= < <= in notin
            gpu_name in [A,B     | 12 | the list is not closed                        | end it with ]
            num_gpus>any         | 9  | 'any' means any value and goes with = alone   | ``
            geolocation=Germany  | 12 | geolocation takes two-letter country codes: 'GERMANY' | as in geolocation in [US,CA]
            """)
    void pointsAtWhatIsWrong(String text, int place, String message, String advice) {
        Mistake mistake = catchThrowableOfType(Mistake.class, () -> Query.parse(text));

        assertThat(mistake.getMessage()).isEqualTo(message);
        assertThat(mistake.at()).isEqualTo(place);
        assertThat(mistake.advice()).isEqualTo(advice);
    }
}
