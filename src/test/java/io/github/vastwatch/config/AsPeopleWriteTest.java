package io.github.vastwatch.config;

import static io.github.vastwatch.config.Read.channel;
import static io.github.vastwatch.config.Read.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.watch.GoneAfter;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write though the documentation says otherwise: taken where it can mean one thing alone. */
class AsPeopleWriteTest {
    @TempDir
    Path folder;

    @Test
    void quietHoursMayBeATextAlone() throws Exception {
        Watch watch = last(watch("quiet_hours: \"23:00-07:00\", timezone: Europe/Berlin"));

        assertThat(watch.alerts().rateRules().quietHours())
                .contains(new QuietHours(
                        LocalTime.of(23, 0),
                        LocalTime.of(7, 0),
                        io.github.vastwatch.watch.Weekdays.ALL,
                        ZoneId.of("Europe/Berlin"),
                        Optional.empty()));
        assertThat(problems(watch("quiet_hours: night")))
                .containsExactly("4:74: not a time of day: 'night' / write it as \"23:00-07:00\"");
    }

    @Test
    void goneAfterMayBeATimeAlone() throws Exception {
        assertThat(last(watch("gone_after: 20m")).alerts().goneAfter())
                .isEqualTo(new GoneAfter(Optional.empty(), Duration.ofMinutes(20)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host: "h.example.org:2525"             | h.example.org | 2525 | STARTTLS
            host: "h.example.org:465"              | h.example.org | 465  | TLS
            host: h.example.org, port: 465         | h.example.org | 465  | TLS
            host: " h.example.org "                | h.example.org | 587  | STARTTLS
            host: "[::1]:25"                       | ::1           | 25   | STARTTLS
            host: "::1"                            | ::1           | 587  | STARTTLS
            host: "h:2525", port: 2525             | h             | 2525 | STARTTLS
            host: h, tls: off                      | h             | 25   | NONE
            host: h, tls: SSL                      | h             | 465  | TLS
            """)
    void aMailServerMayHaveItsPortBehindIt(String keys, String host, int port, EmailSettings.Tls tls) throws Exception {
        EmailSettings settings = mail("to: a@example.org, from: b@example.org, smtp: {" + keys + "}");

        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
        assertThat(settings.tls()).isEqualTo(tls);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smtp: {host: "smtps://h:465"}    | not a mail server: 'smtps://h:465' / write host: h, port: 465, tls: tls
            smtp: {host: "me@example.org"}   | not a mail server: 'me@example.org' / write host: smtp.example.org, and user: me@example.org
            smtp: {host: "h h"}              | not a mail server: 'h h' / write host: smtp.example.org
            smtp: {host: "h:25", port: 587}  | port 587, where host names port 25 / keep one of them
            smtp: {host: "h:99999"}          | not a port: 99999
            smtp: {host: h, tls: true}       | unknown tls 'true' / write starttls for port 587, tls for port 465
            smtp: {host: h, port: 587/tcp}   | not a whole number: '587/tcp' / write digits alone, as 587
            smtp: h                          | smtp of channel 'hook' must be a mapping of keys to values, not a single value / write smtp: {host: smtp.example.org}
            """)
    void whatIsNoMailServerIsSaidBeforeAnythingIsSent(String smtp, String problem) {
        assertThat(problems(channel("{type: email, to: a@example.org, from: b@example.org, " + smtp + "}")))
                .singleElement()
                .asString()
                .endsWith(": " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: 465, tls: starttls | servers speak TLS from the first byte on port 465 / write tls: tls, or port: 587
            port: 587, tls: tls      | servers begin without TLS on port 587 / write tls: starttls, or port: 465
            """)
    void aPortThatDoesNotGoWithItsTlsIsDoubted(String keys, String doubt) throws Exception {
        assertThat(Read.in(folder)
                        .doubts(channel("{type: email, to: a@example.org, from: b@example.org, smtp: {host: h, " + keys
                                + "}}")))
                .singleElement()
                .asString()
                .endsWith(": " + doubt);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "a@example.org, b@example.org"           | a@example.org, b@example.org
            "a@example.org; b@example.org"           | a@example.org, b@example.org
            [ '"Doe, Jane" <a@example.org>' ]        | "Doe, Jane" <a@example.org>
            ["a@example.org, b@example.org"]         | a@example.org, b@example.org
            "${TO}"                                  | c@example.org, d@example.org
            """)
    void addressesMayStandInOneText(String to, String addresses) throws Exception {
        Read read = Read.in(folder);
        read.environment().put("TO", "c@example.org,d@example.org");

        Config config = read.config(channel("{type: email, to: " + to + ", from: b@example.org, smtp: {host: h}}"));

        assertThat(Read.target(config).toString()).isEqualTo("email to " + addresses + " through h:587");
    }

    @Test
    void aWrongAddressAmongSeveralHasItsOwnPlace() {
        assertThat(problems(
                        channel("{type: email, to: \"a@example.org, nobody\", from: b@example.org, smtp: {host: h}}")))
                .containsExactly("2:43: not an email address: 'nobody' / write it as me@example.org");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            notify: "hook, me"
            notify: ["hook, me"]
            notify: hook, trouble: "me; hook"
            notify: hook, events: "new, better, gone"
            notify: hook, blocked: "machine:1, host:2"
            notify: hook, quiet_hours: {at: "23:00-07:00", days: "mon-fri, sun", timezone: UTC}
            """)
    void aListMayBeATextWithCommas(String keys) throws Exception {
        assertThat(Read.in(folder).doubts(watch(keys))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron: "@hourly"    | cron 0 * * * * UTC
            cron: "@daily"     | cron 0 0 * * * UTC
            cron: "@midnight"  | cron 0 0 * * * UTC
            cron: "@weekly"    | cron 0 0 * * 0 UTC
            cron: "@Monthly"   | cron 0 0 1 * * UTC
            cron: "@annually"  | cron 0 0 1 1 * UTC
            every: 1 minute    | every 1m
            every: 90 seconds  | every 1m30s
            every: 1h 30 min   | every 1h30m
            every: 2 Hours     | every 2h
            every: 1 week      | every 168h
            """)
    void aScheduleMayBeWrittenInWords(String keys, String schedule) throws Exception {
        assertThat(last(watch(keys + ", timezone: UTC")).schedule().toString()).isEqualTo(schedule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every: 60              | not a duration: '60' / write its unit: 60s or 60m
            every: 1.5h            | not a duration: '1.5h' / did you mean 1h30m?
            every: "0,5d"          | not a duration: '0,5d' / did you mean 12h?
            every: 5M              | not a duration: '5M' / did you mean 5m?
            cron: "@every 5m"      | no cron is called '@every 5m' / write every: 5m in place of cron
            cron: "@reboot"        | no cron is called '@reboot' / there are @hourly, @daily, @weekly, @monthly and @yearly
            disk: 20GiB            | not a size: '20GiB' / did you mean 20GB?
            confirm: 2x            | not a whole number: '2x' / write digits alone, as 2
            enabled: maybe         | not true or false: 'maybe' / write true or false
            """)
    void whatCanMeanTwoThingsIsRefusedWithTheRightForm(String keys, String problem) {
        assertThat(problems(watch(keys))).singleElement().asString().endsWith(": " + problem);
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "50G, 50", "50gb, 50", "50 GB, 50", "0.5TB, 500", "1t, 1000"})
    void aDiskIsInGigabytesWhereItDoesNotSay(String disk, int gigabytes) throws Exception {
        assertThat(last(watch("disk: " + disk)).diskGb()).isEqualTo(gigabytes);
    }

    @ParameterizedTest
    @CsvSource({"Yes, true", "ON, true", "' no ', false", "off, false", "False, false"})
    void aSwitchMayBeYesOrNo(String written, boolean enabled) throws Exception {
        assertThat(last(watch("enabled: \"" + written + "\"")).enabled()).isEqualTo(enabled);
    }

    @Test
    void aChatIsANumberOrAName() throws Exception {
        String bot = "{type: telegram, token: \"1:a\", chat_id: \"%s\"}";

        assertThat(Read.in(folder).doubts(channel(bot.formatted(" -100123 ")))).isEmpty();
        assertThat(Read.in(folder).doubts(channel(bot.formatted("@mychannel")))).isEmpty();
        assertThat(problems(channel(bot.formatted("my channel"))))
                .containsExactly(
                        "2:50: not a chat: 'my channel' / write its number, as 123456789 or -100123456789; or @"
                                + " and the name of a public channel");
    }

    private EmailSettings mail(String keys) throws Exception {
        return ((EmailNotifier.Target) Read.target(Read.in(folder).config(channel("{type: email, " + keys + "}"))))
                .settings();
    }

    private Watch last(String yaml) throws Exception {
        return Read.in(folder).config(yaml).watches().get(1);
    }

    private java.util.List<String> problems(String yaml) {
        return Read.in(folder).problems(yaml);
    }
}
