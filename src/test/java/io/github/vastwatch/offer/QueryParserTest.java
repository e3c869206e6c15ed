package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
    private static final Map<String, String> CONTINENTS = DataFile.read("continents.txt");

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
        assertThat(Query.read(text, Query.EVERYTHING).query()).hasToString(expected);
    }

    @Test
    void addsTheDefaultFiltersUnlessAClauseOverridesThem() {
        assertThat(Query.parse("verified=false external=any num_gpus=1"))
                .hasToString("verified=false rentable=true num_gpus=1");
    }

    @Test
    void treatsTabsAndNewlinesAsBlanks() {
        assertThat(Query.read("\tnum_gpus=1\n  gpu_ram >= 24 ", Query.EVERYTHING)
                        .query())
                .hasToString("num_gpus=1 gpu_ram>=24");
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
            order=price          | 6  | unknown field 'price'                         | did you mean 'dph_total'?
            order=xyzzy          | 6  | unknown field 'xyzzy'                         | 'vastwatch fields' lists them
            num_gpus=1,2         | 9  | num_gpus takes a number: '1,2'                | for several write num_gpus in [1,2]
            order>dph            | 5  | 'order' takes only =                     | ``
            limit=none           | 6  | limit takes a whole number from 1: 'none'     | ``
            num_gpus>any         | 9  | 'any' means any value and takes only =   | ``
            geolocation=Germany  | 12 | geolocation takes two-letter country codes and continents: 'Germany' | did you mean DE?
            """)
    void pointsAtWhatIsWrong(String text, int place, String message, String advice) {
        InvalidInput invalidInput = catchThrowableOfType(InvalidInput.class, () -> Query.parse(text));

        assertThat(invalidInput.getMessage()).isEqualTo(message);
        assertThat(invalidInput.position()).isEqualTo(place);
        assertThat(invalidInput.advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            gpu_name=RTX_4090 or gpu_name=RTX_3090                   ~ 18 ~ or   ~ write gpu_name in [RTX_4090,RTX_3090]
            gpu_name=RTX 4090 OR gpu_name=RTX 3090                   ~ 18 ~ OR   ~ write gpu_name in [RTX_4090,RTX_3090]
            gpu_name=RTX_4090 or RTX_3090 num_gpus=1                 ~ 18 ~ or   ~ write gpu_name in [RTX_4090,RTX_3090]
            gpu_name=L4||gpu_name=L40||gpu_name=L40S                 ~ 11 ~ `||` ~ write gpu_name in [L4,L40,L40S]
            gpu_name=L4 | gpu_name=L40                               ~ 12 ~ |    ~ write gpu_name in [L4,L40]
            num_gpus=1 (gpu_name=L4 or gpu_name=L40) and gpu_ram>=20 ~ 24 ~ or   ~ write gpu_name in [L4,L40]
            geolocation in [US,CA] or geolocation=SE                 ~ 23 ~ or   ~ write geolocation in [US,CA,SE]
            num_gpus=4 or num_gpus=8                                 ~ 11 ~ or   ~ write num_gpus in [4,8]
            gpu_ram>=24 or num_gpus>=2                               ~ 12 ~ or   ~ all clauses must hold: write a query for each
            gpu_name=L4 or num_gpus=2                                ~ 12 ~ or   ~ all clauses must hold: write a query for each
            or gpu_name=L4                                           ~ 0  ~ or   ~ all clauses must hold: write a query for each
            """)
    void anOrIsRefusedWithTheListThatMeansIt(String text, int place, String word, String advice) {
        InvalidInput invalidInput = catchThrowableOfType(InvalidInput.class, () -> Query.parse(text));

        assertThat(invalidInput.getMessage()).isEqualTo("queries have no '" + word + "'");
        assertThat(invalidInput.position()).isEqualTo(place);
        assertThat(invalidInput.advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpu_name=RTX_4090 and num_gpus=1",
                "gpu_name=RTX 4090 AND num_gpus=1",
                "gpu_name=RTX_4090 && num_gpus=1",
                "gpu_name=RTX_4090&&num_gpus=1",
                "gpu_name=RTX_4090 & num_gpus=1"
            })
    void anAndBetweenClausesSaysNothingNew(String text) {
        assertThat(Query.read(text, Query.EVERYTHING).query()).hasToString("gpu_name=RTX_4090 num_gpus=1");
    }

    @Test
    void anAndWithNothingAfterItAndBracketsAroundClausesAreRefused() {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Query.parse("num_gpus=1 and")))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("a clause is missing after 'and'", 14, ""));
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Query.parse("(num_gpus=1 gpu_ram>=24)")))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput(
                        "brackets around clauses are not supported: all clauses must hold", 0, "leave them out"));
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Query.parse("gpu_name in (L4 num_gpus=1")))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("the list is not closed", 12, "end it with )"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpu_name in (RTX_4090,RTX_3090)       | gpu_name in [RTX_4090,RTX_3090]
            gpu_name in (RTX 4090, "L4") num_gpus in (1,2) | gpu_name in [RTX_4090,L4] num_gpus in [1,2]
            geolocation not in (CN, RU)           | geolocation notin [CN,RU]
            num_gpus=(2)                          | num_gpus=2
            """)
    void roundBracketsAreReadAsSquareOnes(String text, String expected) {
        assertThat(Query.read(text, Query.EVERYTHING).query()).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            4090                  | gpu_name=RTX_4090
            RTX 4090              | gpu_name=RTX_4090
            rtx4090 dph<0.4       | gpu_name=RTX_4090 dph_total<0.4
            num_gpus=8 h100_sxm   | num_gpus=8 gpu_name=H100_SXM
            "A100 SXM4"           | gpu_name=A100_SXM4
            GH200                 | gpu_name=GH200_SXM
            3060 and num_gpus=1   | gpu_name=RTX_3060 num_gpus=1
            """)
    void aGpuMayStandAlone(String text, String expected) {
        assertThat(Query.read(text, Query.EVERYTHING).query()).hasToString(expected);
    }

    @Test
    void aGpuThatCanBeSeveralIsRefusedWithAllOfThem() {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Query.parse("num_gpus=8 H100")))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput(
                        "'H100' can be one of 3 GPUs",
                        11,
                        "write gpu_name in [H100_NVL,H100_PCIE,H100_SXM], or the one that you mean"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            price              | did you mean 'dph_total'?
            cost               | did you mean 'dph_total'?
            hourly             | did you mean 'dph_total'?
            dphtotal           | did you mean 'dph_total'?
            country            | did you mean 'geolocation'?
            Region             | did you mean 'geolocation'?
            location           | did you mean 'geolocation'?
            vram               | did you mean 'gpu_ram'?
            gpu_memory         | did you mean 'gpu_ram'?
            ram                | did you mean 'cpu_ram' or 'gpu_ram'?
            cuda               | did you mean 'cuda_max_good'?
            gpus               | did you mean 'num_gpus'?
            gpu_count          | did you mean 'num_gpus'?
            gpu                | did you mean 'gpu_name'?
            model              | did you mean 'gpu_name'?
            disk               | did you mean 'disk_space'?
            storage            | did you mean 'disk_space'?
            bandwidth          | did you mean 'inet_down' or 'inet_up'?
            download           | did you mean 'inet_down'?
            uptime             | did you mean 'reliability'?
            cpu                | did you mean 'cpu_cores_effective' or 'cpu_name'?
            cores              | did you mean 'cpu_cores_effective'?
            nvlink             | did you mean 'bw_nvlink'?
            driver             | did you mean 'driver_version'?
            days               | did you mean 'duration'?
            secure_cloud       | did you mean 'datacenter'?
            sort               | did you mean 'order'?
            max_price          | the most that an offer may cost is the threshold of a watch: dph_total <= 0.40; in a query write dph_total<=0.40
            interval           | how often to ask is a key of the watch: every: 1m
            type               | how to rent is a key of the watch, type: bid, and an option of commands, --type bid
            target_reliability | this asks for prices with an SLA and does not filter: write target_reliability: 0.95 as a key of the watch; the filters are has_sla and expected_reliability
            georegion          | this is a switch of the vendor's SDK, not a filter: name the continent, as geolocation in [EU]
            """)
    void whatPeopleCallAFieldIsToldByItsName(String word, String advice) {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Query.parse("num_gpus=1 " + word + "=1")))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("unknown field '" + word + "'", 11, advice));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            disk_space=100            | hardly any offer has disk_space of exactly 100 GB   | write disk_space>=100
            inet_down=500             | hardly any offer has inet_down of exactly 500 Mb/s  | write inet_down>=500
            inet_up=500               | hardly any offer has inet_up of exactly 500 Mb/s    | write inet_up>=500
            reliability=0.99          | hardly any offer has reliability of exactly 0.99    | write reliability>=0.99
            dph=0.3                   | hardly any offer has dph_total of exactly 0.3       | write dph_total<=0.3
            min_bid in [0.2]          | hardly any offer has min_bid of exactly 0.2         | write min_bid<=0.2
            storage_cost=0.2          | hardly any offer has storage_cost of exactly 0.2    | write storage_cost<=0.2
            dlperf=100                | hardly any offer has dlperf of exactly 100          | write dlperf>=100
            duration=3                | hardly any offer has duration of exactly 3 days     | write duration>=3
            disk_bw=500               | hardly any offer has disk_bw of exactly 500 MB/s    | write disk_bw>=500
            pcie_bw=12                | hardly any offer has pcie_bw of exactly 12 GB/s     | write pcie_bw>=12
            score=100                 | hardly any offer has score of exactly 100           | write score>=100
            """)
    void equalityWithAMeasuredNumberIsDoubted(String text, String message, String advice) {
        assertThat(Query.read(text, Query.EVERYTHING).warnings())
                .extracting(InvalidInput::getMessage, InvalidInput::advice)
                .containsExactly(tuple(message, advice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inet_up_cost=0 inet_down_cost=0 bw_nvlink=0",
                "num_gpus=1 gpu_frac=0.5 pci_gen=4 cuda_max_good=12.4 cpu_cores_effective=16 gpu_max_power=450 cpu_ghz=3.2",
                "disk_space>=100 disk_space!=200 inet_down<500"
            })
    void equalityWithNothingAndWithWhatIsCountedOrSetIsNotDoubted(String text) {
        assertThat(Query.read(text, Query.EVERYTHING).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpu_name=L4 gpu_name=L40   | 21 | gpu_name=L40 replaces gpu_name=L4   | for both write gpu_name in [L4,L40]
            gpu_name!=L4 gpu_name!=L40 | 23 | gpu_name!=L40 replaces gpu_name!=L4 | for both write gpu_name notin [L4,L40]
            num_gpus>=2 num_gpus>=4    | 22 | num_gpus>=4 replaces num_gpus>=2    | leave one of them out
            """)
    void aClauseThatTakesTheFirstOnesPlaceIsDoubted(String text, int place, String message, String advice) {
        assertThat(Query.read(text, Query.EVERYTHING).warnings())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new InvalidInput(message, place, advice)));
        assertThat(Query.read("num_gpus=1 verified=false num_gpus=1", Query.DEFAULTS)
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            gpu_name=L4|L40  ~ L4|L40
            gpu_name="L4/L40" ~ L4/L40
            gpu_name="L4 or L40" ~ L4 or L40
            """)
    void severalNamesInOneAreDoubtedWithTheListThatMeansThem(String text, String name) {
        assertThat(Query.read(text, Query.EVERYTHING).warnings())
                .extracting(InvalidInput::getMessage, InvalidInput::advice)
                .containsExactly(tuple("unknown GPU '" + name + "'", "for several write gpu_name in [L4,L40]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gpu_ram=24              | 8  | no offer has exactly 24000 MB: a "24 GB" RTX 4090 reports 24564 | write gpu_ram>=24
            gpu_ram>=48             | 9  | gpu_ram>=48 excludes every "48 GB" L40S: it reports 46068 MB | write gpu_ram>=45
            gpu_ram>=192            | 9  | gpu_ram>=192 excludes every "192 GB" B200: it reports 183359 MB | write gpu_ram>=182
            gpu_ram>=24000          | 9  | gpu_ram is in GB: 24000                       | did you mean 24?
            duration>86400          | 9  | duration is in days: 86400                    | for seconds write duration>=86400s
            compute_cap>=8.9        | 13 | compute_cap is the capability times 100: 8.9  | did you mean 890?
            gpu_name=RTX_4O90       | 9  | unknown GPU 'RTX 4O90'                 | did you mean 'RTX 4090'?
            gpu_name=rtx4090d       | 9  | unknown GPU 'rtx4090d'                 | did you mean 'RTX 4090D'?
            gpu_name=H100           | 9  | unknown GPU 'H100'     | did you mean 'H100 NVL', 'H100 PCIE', 'H100 SXM'?
            gpu_name=Rubin_9        | 9  | unknown GPU 'Rubin 9'                  | fine if it is a new model
            gpu_name=L4,L40         | 9  | unknown GPU 'L4,L40'                   | for several write gpu_name in [L4,L40]
            geolocation=UK          | 12 | no country has the code UK                    | did you mean GB?
            geolocation=SA          | 12 | SA is Saudi Arabia | for the continent write South_America, for Saudi Arabia without this warning SAU
            geolocation notin [CN,na] | 22 | NA is Namibia | for the continent write North_America, for Namibia without this warning NAM
            id=5                    | 3  | a filter on id matches nothing                | write ask_contract_id
            verified!=true          | 0  | verified!=true and the default verified=true exclude each other | write verified=false
            """)
    void doubtsWhatIsHardlyMeant(String text, int place, String message, String advice) {
        Query.Reading reading = Query.read(text, Query.DEFAULTS);

        assertThat(reading.warnings()).hasSize(1);
        assertThat(reading.warnings().get(0).getMessage()).isEqualTo(message);
        assertThat(reading.warnings().get(0).position()).isEqualTo(place);
        assertThat(reading.warnings().get(0).advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpu_ram>=24 gpu_ram<48 gpu_name in [RTX_4090,L40S] geolocation notin [CN] compute_cap>=890",
                "gpu_ram>=45 duration>30 geolocation in [EU,US,SAU,Asia] verified=false cpu_ram>=64 reliability>0.98"
            })
    void hasNoDoubtsAboutWhatIsMeant(String text) {
        assertThat(Query.read(text, Query.DEFAULTS).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AE", "SA", "NA", "AS", "AF"})
    void aTwoLetterCodeIsTheCountryWithEachOperator(String code) {
        assertThat(Query.read("geolocation in [US," + code + "]", Query.EVERYTHING)
                        .query())
                .hasToString("geolocation in [US," + code + "]");
        assertThat(Query.read("geolocation notin [" + code + "]", Query.EVERYTHING)
                        .query())
                .hasToString("geolocation notin [" + code + "]");
        assertThat(Query.read("geolocation=" + code, Query.EVERYTHING).query()).hasToString("geolocation=" + code);
        assertThat(Query.read("geolocation!=" + code, Query.EVERYTHING).query()).hasToString("geolocation!=" + code);
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
        assertThat(Query.read("geolocation in [US," + written + "]", Query.EVERYTHING)
                        .query())
                .hasToString("geolocation in [US," + continent + "]");
        assertThat(Query.read("geolocation=" + written, Query.EVERYTHING).query())
                .hasToString("geolocation in [" + continent + "]");
        assertThat(Query.read("geolocation!=" + written, Query.EVERYTHING).query())
                .hasToString("geolocation notin [" + continent + "]");
    }

    @Test
    void noContinentsNameIsTheCodeOfACountry() {
        assertThat(CONTINENTS.keySet()).doesNotContain(Locale.getISOCountries());
    }

    @Test
    void everyCountryIsOnOneContinentAndOnlyAntarcticaOnNone() {
        Map<String, Long> continents = CONTINENTS.values().stream()
                .flatMap(codes -> Stream.of(codes.split(" ")))
                .collect(Collectors.groupingBy(code -> code, Collectors.counting()));

        assertThat(continents.values()).containsOnly(1L);
        assertThat(Locale.getISOCountries())
                .filteredOn(code -> !continents.containsKey(code))
                .containsExactly("AQ");
        assertThat(continents.keySet())
                .filteredOn(code -> !List.of(Locale.getISOCountries()).contains(code))
                .containsExactly("XK");
    }

    @Test
    void thePlaceOfAMistakeIsPointedAt() {
        InvalidInput invalidInput =
                catchThrowableOfType(InvalidInput.class, () -> Query.parse("num_gpus=1 gpu_rom>=24"));

        assertThat(invalidInput.withCaretIn("num_gpus=1 gpu_rom>=24")).isEqualTo("""
                unknown field 'gpu_rom'
                    num_gpus=1 gpu_rom>=24
                               ^
                    did you mean 'gpu_ram'?""");
    }

    @Test
    void theVendorsLineKnowsNoContinentsAndAddsItsOwnDefaults() {
        assertThat(Query.parse("gpu_name=RTX_4090 geolocation in [SAU,US] order=dph-")
                        .vendorCommand(RentalType.BID, 50))
                .isEqualTo("vastai search offers 'gpu_name=RTX_4090 geolocation in [SA,US]' --type bid --storage 50"
                        + " -o 'dph_total-' --limit 10000");
        assertThat(Query.parse("verified=any limit=5").vendorCommand(RentalType.ON_DEMAND, 20))
                .isEqualTo("vastai search offers 'external=false rentable=true' -n --type on-demand --storage 20"
                        + " --limit 5");
    }
}
