package io.github.vastwatch.alert;

import static io.github.vastwatch.alert.Course.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each setting as a config has it, and what it does. */
class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void confirmWaitsForAnswersInARowAndTruncatedOnesNeitherCountNorReset() throws Exception {
        Course course = course("confirm: 2");
        course.prices();

        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.UNCONFIRMED);
        course.part();
        assertThat(course.prices(0.38)).containsExactly("new 1");
        course.whole(at(2, 0.38));
        course.whole();
        assertThat(course.whole(at(2, 0.38))).isEmpty();
    }

    @Test
    void aPriceThatDropsInQuietHoursIsToldOnceAtTheirEnd() throws Exception {
        Course course = course("quiet_hours: {at: \"12:30-14:00\", timezone: UTC}");
        course.prices(0.38);

        assertThat(course.during(Duration.ofMinutes(110), at(1, 0.30))).containsExactly("better 1");
        course.now = Instant.parse("2026-11-24T12:30:00Z");
        assertThat(course.prices(0.20)).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.QUIET_HOURS);
        assertThat(course.during(Duration.ofMinutes(90), at(1, 0.20))).containsExactly("better 1");
    }

    @Test
    void whatIsGoodEnoughBreaksThroughQuietHours() throws Exception {
        Course course = course("quiet_hours: {at: \"00:00-23:59\", timezone: UTC, unless: dph_total <= 0.15}");

        assertThat(course.prices(0.38, 0.14)).containsExactly("new 2");
    }

    @Test
    void leavingIsToldOnceToWhoAsksForIt() throws Exception {
        Course course = course("events: [new, gone, worse]");
        course.prices(0.38, 0.39);

        assertThat(course.during(Duration.ofHours(2), at(1, 0.5))).containsExactly("worse 1", "gone 2");
    }

    @Test
    void whoAsksForLeavingAloneIsToldOfWhatWasThere() throws Exception {
        Course course = course("events: [gone]");

        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.during(Duration.ofHours(1))).containsExactly("gone 1");
    }

    @Test
    void aReminderComesUntilSomebodyTakesNote() throws Exception {
        Course course = course("remind: 1h");
        course.prices(0.38);
        assertThat(course.during(Duration.ofMinutes(60), at(1, 0.38))).containsExactly("reminder 1");

        course.acknowledged.add("alert-2");

        assertThat(course.during(Duration.ofHours(5), at(1, 0.38))).isEmpty();
    }

    @Test
    void aQuietStartTakesWhatIsThereAsKnown() throws Exception {
        Course course = course("on_start: quiet");

        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.TAKEN_AS_KNOWN);
        assertThat(course.prices(0.38, 0.39)).containsExactly("new 2");
        assertThat(course.prices(0.30, 0.39)).containsExactly("better 1");
    }

    @Test
    void aCountIsToldWhenItBecomesTrueAndRearmsWhenItIsFalse() throws Exception {
        Course course = course("events: []", "count: machines >= 2");

        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.prices(0.38, 0.39)).containsExactly("watch.count");
        assertThat(course.prices(0.38, 0.39, 0.3)).isEmpty();
        course.prices(0.38);
        assertThat(course.prices(0.38, 0.39)).containsExactly("watch.count");
        assertThat(course.alerts.get(0).sentences()).containsExactly("2 machines match now (machines >= 2)");
    }

    @Test
    void thatNothingMatchesIsToldOnceAndAgainAfterAMatch() throws Exception {
        Course course = course("absent: 1h");

        assertThat(course.during(Duration.ofHours(3))).containsExactly("watch.absent");
        course.prices(0.38);
        assertThat(course.during(Duration.ofHours(3))).containsExactly("watch.absent");
        assertThat(course.alerts.get(2).sentences()).containsExactly("nothing has matched for 1h");
    }

    @Test
    void aWatchThatIsDoneSaysSoAndTellsNothingMore() throws Exception {
        Course course = course("stop_after: 1");

        assertThat(course.prices(0.38)).containsExactly("new 1", "watch.done");
        assertThat(course.prices(0.2, 0.2)).isEmpty();
        assertThat(course.reason(2)).isEqualTo(Reason.DONE);
    }

    @Test
    void blockedMachinesAreNoMatches() throws Exception {
        Course course = course("blocked: [machine:1]");

        assertThat(course.prices(0.2, 0.38)).containsExactly("new 2");
        assertThat(course.reason(1)).isEqualTo(Reason.BLOCKED);
    }

    @Test
    void aDigestTellsTheBestOfItsTimeAndWhatMatchesNow() throws Exception {
        Course course = course("notify: [{to: hook, digest: daily 14:00, timezone: UTC}]");

        assertThat(course.prices(0.30)).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.IN_DIGEST);
        assertThat(course.during(Duration.ofMinutes(150), at(1, 0.38))).containsExactly("new 1");
        assertThat(course.alerts.get(0).kind()).isEqualTo(Kind.WATCH_DIGEST);
        assertThat(course.alerts.get(0).facts()).containsEntry("best", "0.3");
        assertThat(course.during(Duration.ofHours(20), at(1, 0.38))).isEmpty();
    }

    private Course course(String... settings) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        String keys = String.join("\n    ", settings);
        Files.writeString(file, """
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - name: w
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: dph_total <= 0.40
                """ + (keys.contains("notify:") ? "" : "    notify: hook\n") + "    " + keys + "\n");
        Watch watch = Config.read(file, Map.<String, String>of()::get).watches().get(0);
        return new Course(watch);
    }
}
