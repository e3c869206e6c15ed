package io.github.vastwatch.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticOfferTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Offer OTHER = new Offer(
            RentalType.ON_DEMAND,
            NOON,
            Map.of(
                    Field.NUM_GPUS, Value.of(8),
                    Field.GPU_NAME, Value.of("RTX 3090"),
                    Field.DPH_TOTAL, Value.of(5)));
    private static final Offer REAL = new Offer(
            RentalType.ON_DEMAND,
            NOON,
            Map.of(
                    Field.ID, Value.of(46832030),
                    Field.MACHINE_ID, Value.of(146113),
                    Field.HOST_ID, Value.of(1234),
                    Field.NUM_GPUS, Value.of(1),
                    Field.GPU_NAME, Value.of("RTX 4090"),
                    Field.DPH_TOTAL, Value.of(0.6)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu_name=RTX_4090 num_gpus=1 reliability>0.98 | dph_total <= 0.40",
                "gpu_ram>=24 datacenter=true geolocation in [US,CA] | dlperf_per_dphtotal >= 400",
                "num_gpus>=4 num_gpus<=4 cpu_ram>64 | dph_per_gpu < 0.25",
                "verified=false gpu_name in [H100_SXM,A100_SXM4] | min_bid <= 1",
                "gpu_name!=RTX_4090 static_ip=true has_avx=true | reliability >= 0.995",
                "driver_version>=550.54 cuda_vers>=12.4 duration>30 | none",
                "dph_total>0.2 inet_down>500 num_gpus=2 | dph_total <= 0.21",
                "machine_id=146113 host_id!=1 gpu_name=RTX_4090 | dlperf > 90",
                "gpu_name=RTX_4090 num_gpus=2 | job_cost(20h, 100GB down, 10GB up) <= 8",
                "num_gpus>=2 dph_total>0.1 | effective_dph(0.5h, 1GB up) <= 0.2",
                "gpu_ram>=24 num_gpus=2 | dph_per_vram <= 0.004",
                "gpu_ram>=24 | price_per_dlperf <= 0.002",
                "geolocation notin [EU] external=any | flops_per_dphtotal >= 200",
            })
    void isWhatTheWatchWantsAndNobodys(String query, String threshold) {
        for (Offer like : List.of(OTHER, REAL)) {
            Watch watch = watch(query, threshold);

            Offer planted = SyntheticOffer.of(watch, like, NOON);

            assertThat(watch.matches(planted, watch.question())).isTrue();
            assertThat(planted.id()).contains(1L);
            assertThat(planted.key()).isPresent();
        }
    }

    @Test
    void keepsWhatFitsOfTheOneThatItResembles() {
        Offer planted = SyntheticOffer.of(watch("gpu_name=RTX_4090", "dph_total <= 0.70"), REAL, NOON);

        assertThat(planted.number(Field.DPH_TOTAL)).contains(0.6);
        assertThat(planted.number(Field.MACHINE_ID)).contains(1.0);
    }

    @Test
    void isOfAHostThatTheWatchKeepsTo() {
        Watch plain = watch("gpu_name=RTX_4090", "dph_total <= 0.40");
        AlertSettings own = plain.alerts();
        Watch watch = plain.with(new AlertSettings(
                own.notifyRules(),
                own.slack(),
                own.goneAfter(),
                own.rateRules(),
                new Selection(Set.of(Selection.Id.parse("machine:1")), Set.of(Selection.Id.parse("host:77"))),
                own.noticeRules()));

        Offer planted = SyntheticOffer.of(watch, REAL, NOON);

        assertThat(watch.alerts().selection().keeps(planted)).isTrue();
        assertThat(watch.alerts().selection().blocks(planted)).isFalse();
    }

    @Test
    void saysWhatNoOfferCanBe() {
        assertThatThrownBy(() -> SyntheticOffer.of(watch("num_gpus>4 num_gpus<3", "dph_total <= 0.40"), REAL, NOON))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("no offer can match watch 'w': the rest of it excludes num_gpus>4");
        assertThatThrownBy(() -> SyntheticOffer.of(watch("id=46832030", "dph_total <= 0.40"), REAL, NOON))
                .hasMessage("no offer can match watch 'w': the rest of it excludes id=46832030");
    }

    private static Watch watch(String query, String threshold) {
        return new Watch(
                "w",
                true,
                Query.parse(query),
                RentalType.ON_DEMAND,
                20,
                Threshold.parse(threshold),
                Schedule.every(Duration.ofMinutes(1), "w"),
                Optional.empty(),
                List.of("me"),
                Rent.DEFAULT);
    }
}
