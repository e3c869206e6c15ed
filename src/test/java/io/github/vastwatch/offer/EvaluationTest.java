package io.github.vastwatch.offer;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private static final Offer CHEAP_4090 =
            with(with(offer(7, 1, 0.38, NOON), Field.DRIVER_VERSION, Value.of("580.142")), Field.HAS_AVX, Value.of(1));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpu_name=RTX_4090               | PASSES
            gpu_name!=RTX_4090              | FAILS
            gpu_name in [RTX_3090,RTX_4090] | PASSES
            gpu_name notin [RTX_3090]       | PASSES
            gpu_name notin [RTX_4090]       | FAILS
            dph_total<=0.38                 | PASSES
            dph_total<0.38                  | FAILS
            verified=true                   | PASSES
            external=false                  | PASSES
            external=true                   | FAILS
            has_avx=true                    | PASSES
            geolocation=SE                  | PASSES
            geolocation in [NO,SE]          | PASSES
            geolocation notin [SE]          | FAILS
            driver_version>=580.142.00      | PASSES
            driver_version>580.142          | FAILS
            driver_version>=570.124.04      | PASSES
            cpu_ram>=16                     | UNKNOWN
            rented=false                    | PASSES
            rented=true                     | FAILS
            """)
    void judgesARowByItself(String clause, Clause.Verdict verdict) {
        assertThat(Query.read(clause, Query.EVERYTHING).query().clauses().get(0).evaluate(CHEAP_4090))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"cpu_cores=8", "cpu_cores!=8", "cpu_cores notin [8]", "cpu_cores>0"})
    void anExplicitNullFailsEveryClause(String clause) {
        Offer offer = with(CHEAP_4090, Field.CPU_CORES, Value.Null.NULL);

        assertThat(Query.read(clause, Query.EVERYTHING).query().clauses().get(0).evaluate(offer))
                .isEqualTo(Clause.Verdict.FAILS);
    }

    @ParameterizedTest
    @CsvSource({
        "verified=true, VERIFICATION, FAILS",
        "verified=false, VERIFICATION, PASSES",
        "datacenter=true, HOSTING_TYPE, FAILS",
        "external=false, EXTERNAL, PASSES"
    })
    void anExplicitNullIsAFlagThatIsNotSet(String clause, Field told, Clause.Verdict verdict) {
        Offer offer = with(CHEAP_4090, told, Value.Null.NULL);

        assertThat(Query.read(clause, Query.EVERYTHING).query().clauses().get(0).evaluate(offer))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sweden, SE | PASSES
            , SE       | PASSES
            Sweden     | UNKNOWN
            Texas, US  | FAILS
            """)
    void theCountryIsTheLastTwoLetters(String place, Clause.Verdict verdict) {
        Offer offer = with(CHEAP_4090, Field.GEOLOCATION, Value.of(place));

        assertThat(Query.read("geolocation=SE", Query.EVERYTHING)
                        .query()
                        .clauses()
                        .get(0)
                        .evaluate(offer))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            geolocation in [AE,SA]            | Riyadh, SA    | PASSES
            geolocation in [AE,SA]            | São Paulo, BR | FAILS
            geolocation notin [CN,SA]         | Riyadh, SA    | FAILS
            geolocation notin [CN,SA]         | São Paulo, BR | PASSES
            geolocation in [NA]               | Texas, US     | FAILS
            geolocation notin [AS]            | Japan, JP     | PASSES
            geolocation=South_America         | São Paulo, BR | PASSES
            geolocation!=South_America        | Riyadh, SA    | PASSES
            geolocation notin [South_America] | São Paulo, BR | FAILS
            geolocation=EU                    | Sweden, SE    | PASSES
            """)
    void aTwoLetterCodeInAListIsTheCountry(String clause, String place, Clause.Verdict verdict) {
        Offer offer = with(CHEAP_4090, Field.GEOLOCATION, Value.of(place));

        assertThat(Query.read(clause, Query.EVERYTHING).query().clauses().get(0).evaluate(offer))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            score>=300                       | SCORE                | 310.2          | PASSES
            score>=300                       | SCORE                | 299            | FAILS
            dph_base<0.3                     | DPH_BASE             | 0.28           | PASSES
            discounted_dph_total<=0.25       | DISCOUNTED_DPH_TOTAL | 0.26           | FAILS
            discounted_dph_total<=0.25       | DISCOUNTED_DPH_TOTAL | 0.25           | PASSES
            cpu_name="AMD EPYC 7543"         | CPU_NAME             | AMD EPYC 7543  | PASSES
            cpu_name!=AMD_EPYC_7543          | CPU_NAME             | Xeon® W-3225   | PASSES
            has_sla=true                     | HAS_SLA              | true           | PASSES
            has_sla=true                     | HAS_SLA              | false          | FAILS
            expected_reliability>=0.95       | EXPECTED_RELIABILITY | 0              | FAILS
            expected_reliability>=0.95       | EXPECTED_RELIABILITY | 0.99           | PASSES
            hosting_type>=1                  | HOSTING_TYPE         | 1              | PASSES
            """)
    void eachFieldOfARowIsAFilter(String clause, Field field, String said, Clause.Verdict verdict) {
        Offer offer = with(CHEAP_4090, field, Value.of(said));

        assertThat(Query.read(clause, Query.EVERYTHING).query().clauses().get(0).evaluate(offer))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "score>=300, true",
        "dph_base<0.3, true",
        "has_sla=true, true",
        "expected_reliability>=0.95, true",
        "cpu_name=X, true",
        "discounted_dph_total<0.3, false"
    })
    void aRowThatLacksAFieldPassesOnlyIfTheServerFiltersByIt(String clause, boolean admitted) {
        Query query = Query.read(clause, Query.EVERYTHING).query();

        assertThat(query.matches(CHEAP_4090, query)).isEqualTo(admitted);
        assertThat(query.matches(CHEAP_4090, Query.EVERYTHING)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"cpu_ram>=16, true", "'', false"})
    void aMissingKeyPassesOnlyIfTheServerFilteredByIt(String asked, boolean admitted) {
        Query query = Query.read("cpu_ram>=16", Query.EVERYTHING).query();

        assertThat(query.matches(CHEAP_4090, Query.read(asked, Query.EVERYTHING).query()))
                .isEqualTo(admitted);
    }
}
