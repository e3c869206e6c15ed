package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            gpu_name=RTX_4090                 | gpu_name=RTX_4090
            gpu_name="RTX 4090"               | gpu_name=RTX_4090
            gpu_name=RTX 4090 num_gpus=1      | gpu_name=RTX_4090 num_gpus=1
            gpu_name in [RTX_4090,RTX_3090]   | gpu_name in [RTX_4090,RTX_3090]
            gpu_name in ["RTX 4090", "A100"]  | gpu_name in [RTX_4090,A100]
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
            driver_version>=535.86.05         | driver_version>=535.86.05
            driver_version>=580.142           | driver_version>=580.142
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
            geolocation in [US, CA, num_gpus=1 gpu_name in [L4] | 16 | the list is not closed | end it with ]
            num_gpus in [1 rentable | 12 | the list is not closed                     | end it with ]
            num_gpus="1 rentable | 9  | the quote is not closed                       | end it with "
            gpu_name=[A,B]       | 9  | '=' takes one value, not a list               | use in or notin
            gpu_name in []       | 12 | the list is empty                             | ``
            gpu_name=""          | 9  | a value is missing after gpu_name             | ``
            ,num_gpus=1          | 0  | a field name is expected here: ',num_gpus=1'  | ``
            cpu_arch=amd64 rentable | 23 | an operator is missing after 'rentable'    | one of = != > >= < <= in notin
            num_gpus:1           | 8  | an operator is missing after 'num_gpus'       | one of = != > >= < <= in notin
            num_gpus>null        | 9  | null has no order, so '>' cannot compare it   | use =, !=, in or notin
            gpu_name=true        | 9  | gpu_name takes a text, not a flag: 'true'     | ``
            verified=maybe       | 9  | verified takes true or false: 'maybe'         | ``
            num_gpus=1e999       | 9  | num_gpus takes a number: '1e999'              | this one is too large
            dph<$0.30            | 4  | dph_total takes a number: '$0.30'             | write it without the sign: 0.30
            reliability>98       | 12 | reliability is a share from 0 to 1: '98'      | did you mean 0.98?
            reliability>98%      | 12 | reliability takes a number: '98%'             | did you mean 0.98?
            gpu_ram>=24G         | 9  | gpu_ram takes a number: '24G'                 | write it as 24GB
            driver_version>new   | 15 | not a driver version: 'new'                   | write it as 535.86.05
            geolocation>US       | 11 | geolocation has no order, so '>' cannot compare it | use =, !=, in or notin
            geolocation in [US,Sweden] | 19 | geolocation takes two-letter country codes and continents: 'Sweden' | did you mean SE?
            geolocation=America  | 12 | geolocation takes two-letter country codes and continents: 'America' | as in geolocation in [US,CA], or one of EU, North_America, South_America, Asia, Africa, Oceania
            order=price          | 6  | unknown field 'price'                         | 'vastwatch fields' lists them
            order>dph            | 5  | 'order' goes with = alone                     | ``
            limit=none           | 6  | limit takes a whole number from 1: 'none'     | ``
            num_gpus>any         | 9  | 'any' means any value and goes with = alone   | ``
            geolocation=Germany  | 12 | geolocation takes two-letter country codes and continents: 'Germany' | did you mean DE?
            """)
    void pointsAtWhatIsWrong(String text, int place, String message, String advice) {
        Mistake mistake = catchThrowableOfType(Mistake.class, () -> Query.parse(text));

        assertThat(mistake.getMessage()).isEqualTo(message);
        assertThat(mistake.at()).isEqualTo(place);
        assertThat(mistake.advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gpu_ram=24              | 8  | no offer has exactly 24000 MB: a "24 GB" RTX 4090 says 24564 | write gpu_ram>=24
            gpu_ram>=48             | 9  | gpu_ram>=48 loses each "48 GB" L40S: it says 46068 MB | write gpu_ram>=45
            gpu_ram>=192            | 9  | gpu_ram>=192 loses each "192 GB" B200: it says 183359 MB | write gpu_ram>=182
            gpu_ram>=24000          | 9  | gpu_ram is in GB: 24000                       | did you mean 24?
            duration>86400          | 9  | duration is in days: 86400                    | for seconds write duration>=86400s
            compute_cap>=8.9        | 13 | compute_cap is the capability times 100: 8.9  | did you mean 890?
            gpu_name=RTX_4O90       | 9  | no GPU is known as 'RTX 4O90'                 | did you mean 'RTX 4090'?
            gpu_name=rtx4090d       | 9  | no GPU is known as 'rtx4090d'                 | did you mean 'RTX 4090D'?
            gpu_name=H100           | 9  | no GPU is known as 'H100'     | did you mean 'H100 NVL', 'H100 PCIE', 'H100 SXM'?
            gpu_name=Rubin_9        | 9  | no GPU is known as 'Rubin 9'                  | fine if it is a new model
            gpu_name=L4,L40         | 9  | no GPU is known as 'L4,L40'                   | for several write gpu_name in [L4,L40]
            geolocation=UK          | 12 | no country has the code UK                    | did you mean GB?
            geolocation=SA          | 12 | SA is Saudi Arabia | for the continent write South_America, for Saudi Arabia without this warning SAU
            geolocation notin [CN,na] | 22 | NA is Namibia | for the continent write North_America, for Namibia without this warning NAM
            id=5                    | 3  | a filter on id matches nothing                | write ask_contract_id
            verified!=true          | 0  | verified!=true and the default verified=true exclude each other | write verified=false
            """)
    void doubtsWhatIsHardlyMeant(String text, int place, String message, String advice) {
        Query.Reading reading = Query.read(text, Query.DEFAULTS);

        assertThat(reading.doubts()).hasSize(1);
        assertThat(reading.doubts().get(0).getMessage()).isEqualTo(message);
        assertThat(reading.doubts().get(0).at()).isEqualTo(place);
        assertThat(reading.doubts().get(0).advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpu_ram>=24 gpu_ram<48 gpu_name in [RTX_4090,L40S] geolocation notin [CN] compute_cap>=890",
                "gpu_ram>=45 duration>30 geolocation in [EU,US,SAU,Asia] verified=false cpu_ram>=64 reliability>0.98"
            })
    void hasNoDoubtsAboutWhatIsMeant(String text) {
        assertThat(Query.read(text, Query.DEFAULTS).doubts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AE", "SA", "NA", "AS", "AF"})
    void aTwoLetterCodeIsTheCountryWithEachOperator(String code) {
        assertThat(Query.parseWithoutDefaults("geolocation in [US," + code + "]"))
                .hasToString("geolocation in [US," + code + "]");
        assertThat(Query.parseWithoutDefaults("geolocation notin [" + code + "]"))
                .hasToString("geolocation notin [" + code + "]");
        assertThat(Query.parseWithoutDefaults("geolocation=" + code)).hasToString("geolocation=" + code);
        assertThat(Query.parseWithoutDefaults("geolocation!=" + code)).hasToString("geolocation!=" + code);
    }

    @ParameterizedTest
    @CsvSource({
        "EU, EU",
        "Europe, EU",
        "europe, EU",
        "Africa, Africa",
        "Asia, Asia",
        "North_America, North_America",
        "'North America', North_America",
        "north-america, North_America",
        "South_America, South_America",
        "OC, Oceania",
        "Oceania, Oceania"
    })
    void aContinentHasANameThatNoCountryHasForItsCode(String written, String continent) {
        assertThat(Query.parseWithoutDefaults("geolocation in [US," + written + "]"))
                .hasToString("geolocation in [US," + continent + "]");
        assertThat(Query.parseWithoutDefaults("geolocation=" + written))
                .hasToString("geolocation in [" + continent + "]");
        assertThat(Query.parseWithoutDefaults("geolocation!=" + written))
                .hasToString("geolocation notin [" + continent + "]");
    }

    @Test
    void noContinentsNameIsTheCodeOfACountry() {
        assertThat(Countries.continents().keySet()).doesNotContainAnyElementsOf(Countries.codes());
    }

    @Test
    void everyCountryIsOnOneContinentAndOnlyAntarcticaOnNone() {
        Map<String, Long> continents = Countries.continents().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(code -> code, Collectors.counting()));

        assertThat(continents.values()).containsOnly(1L);
        assertThat(Countries.codes())
                .filteredOn(code -> !continents.containsKey(code))
                .containsExactly("AQ");
        assertThat(continents.keySet())
                .filteredOn(code -> !Countries.codes().contains(code))
                .containsExactly("XK");
    }

    @Test
    void thePlaceOfAMistakeIsPointedAt() {
        Mistake mistake = catchThrowableOfType(Mistake.class, () -> Query.parse("num_gpus=1 gpu_rom>=24"));

        assertThat(mistake.pointedAtIn("num_gpus=1 gpu_rom>=24")).isEqualTo("""
                unknown field 'gpu_rom'
                    num_gpus=1 gpu_rom>=24
                               ^
                    did you mean 'gpu_ram'?""");
    }

    @Test
    void theVendorsLineKnowsNoContinentsAndAddsItsOwnDefaults() {
        assertThat(Query.parse("gpu_name=RTX_4090 geolocation in [SAU,US] order=dph-")
                        .vendorLine(RentalType.BID, 50))
                .isEqualTo("vastai search offers 'gpu_name=RTX_4090 geolocation in [SA,US]' --type bid --storage 50"
                        + " -o 'dph_total-' --limit 10000");
        assertThat(Query.parse("verified=any limit=5").vendorLine(RentalType.ON_DEMAND, 20))
                .isEqualTo("vastai search offers 'external=false rentable=true' -n --type on-demand --storage 20"
                        + " --limit 5");
    }
}
