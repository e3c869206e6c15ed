package io.github.vastwatch.notify.template;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates can say, what they cannot reach, and where their mistakes are. */
class TemplateTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant SENT = NOON.plusSeconds(4);
    private static final Alert BETTER = SampleAlert.BETTER.sample(NOON);

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "{{ offers[0].dph_total | money }}§$0.289",
                "{{ offers[0].gpu_ram }} {{ offers[0].gpu_ram | number }} {{ offers[0].gpu_ram | units('GB') }}§24.564 24.6 24.6 GB",
                "{{ 4096 | units('GB') }} {{ offers[0].inet_down }} {{ offers[0].inet_down | units('Mb/s') }} {{ 1200 | units('Mb/s') }}§4.096 TB 850 850 Mb/s 1.2 Gb/s",
                "{{ offers[0].duration }} {{ offers[0].duration | duration }} {{ 0.1 | duration }}§21 21 days 2 hours",
                "{{ offers[0].reliability | number(1) }} {{ 94.25 | number }} {{ 94.5 | number(0) }}§0.9 94.2 95",
                "{{ when | date }} {{ when | date('HH:mm') }}§2026-11-23 13:00:00 CET 13:00",
                "{{ offers[0].start_date | date('yyyy-MM-dd') }}§2026-01-01",
                "{{ kind }} {{ events | join(',') }} {{ watch }} {{ threshold }} {{ disk }}§offers.matched better TEST dph_total <= 0.35 20",
                "{{ offers[0].value }} {{ offers[0].previous }} {{ (offers[0].previous - offers[0].value) | money }}§0.289 0.328 $0.039",
                "{% for o in offers %}{{ loop.index }}{{ loop.last }} {{ o.num_gpus }}x {{ o['gpu_name'] }}{% endfor %}§0true 1x RTX 4090",
                "{% for fact in offers[0].about %}{% if loop.first %}{{ fact.key }}: {{ fact.value }}{% endif %}{% endfor %}§Price: $0.289/h, $6.94/day, with 20 GB disk",
                "{{ offers[0].verified }} {{ offers[0].datacenter }} {{ more }} {{ matching }} {{ urgent }} {{ severity }}§true true 0 1 false normal",
                "{% for n in range(1, 3) %}{{ n }}{% endfor %}{% for n in 3..1 %}x{% endfor %}!§123!"
            })
    void saysWhatThereIs(String source, String expected) {
        assertThat(filled(TemplateText.Part.TEXT, source, BETTER)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "{{ ofers }}§unknown variable 'ofers'§3§did you mean 'offers'?",
                "{{ offer.gpu_name }}§unknown variable 'offer'§3§did you mean 'offers'?",
                "a {{ offers[0].gpu_nam }}§unknown name 'gpu_nam'§15§did you mean 'gpu_name'?",
                "{{ offers[7] }}§a list of 1 has no '7'§10§indexes start at 0",
                "{{ title | mony }}§unknown filter 'mony'§11§did you mean 'money'?",
                "{{ watch | money }}§this filter needs a number, not 'TEST'§0§see docs/templates.md",
                "{% includ 'x' %}§unknown tag 'includ'§3§tags are for, if, set, verbatim",
                "{{ foo() }}§unknown function 'foo'§3§functions are max, min, range",
                "{% if title is emty %}{% endif %}§unknown test 'emty'§15§did you mean 'empty'?",
                "{% if true %}x§tag 'endif' is missing§0§see docs/templates.md",
                "{{ title§the template ends inside a tag§0§see docs/templates.md",
                "{{ title title }}§'title' is not allowed here§3§see docs/templates.md",
                "{{ when | date('QQQQQQQQ') }}§not a date format: 'QQQQQQQQ'§0§see docs/templates.md",
                "{{ watch | date }}§not a time: 'TEST'§0§see docs/templates.md",
                "{% if title is empty %}x{% endif %}§the message is empty§0§every alert needs a text, with or without offers: {% else %}{{ text }}"
            })
    void aMistakeHasItsPlaceAndAdvice(String source, String message, int at, String advice) {
        InvalidInput invalidInput = invalidInput(source);

        assertThat(invalidInput.getMessage()).isEqualTo(message);
        assertThat(invalidInput.position()).isEqualTo(at);
        assertThat(invalidInput.advice()).isEqualTo(advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ offers[0].class }}",
                "{{ offers.class.name }}",
                "{{ \"\".getClass() }}",
                "{{ \"\".class }}",
                "{{ title.getClass().forName('java.lang.Runtime') }}",
                "{{ title.bytes }}",
                "{{ title.length() }}",
                "{{ offers.size() }}",
                "{{ offers[0].entrySet() }}",
                "{{ (1).TYPE }}",
                "{{ when.class.protectionDomain }}",
                "{{ template.name }}",
                "{{ _context.scopeChain }}",
                "{{ locale.class }}",
                "{{ loop }}",
                "{% for o in offers %}{{ loop.getClass() }}{% endfor %}",
                "{% for o in offers %}{{ loop.class }}{% endfor %}",
                "{% for f in offers[0].about %}{{ f.getClass() }}{% endfor %}",
                "{% include '/etc/passwd' %}",
                "{% import '/etc/passwd' %}",
                "{% extends '/etc/passwd' %}",
                "{% from 'x' import y %}",
                "{% embed 'x' %}{% endembed %}",
                "{% cache 'x' %}{% endcache %}",
                "{% parallel %}{% endparallel %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% block b %}{{ block('b') }}{% endblock %}",
                "{% autoescape false %}{{ title }}{% endautoescape %}",
                "{{ i18n('messages', 'x') }}",
                "{{ title | raw }}",
                "{{ '%1000000000d' | format(1) }}",
                "{{ 'x' | base64decode }}"
            })
    void nothingButValuesIsInReach(String source) {
        assertThat(invalidInput(source).getMessage()).isNotEmpty();
    }

    @Test
    void deepNestingIsAMistakeAndNoCrash() {
        assertThat(invalidInput("{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}")
                        .getMessage())
                .isEqualTo("the template is nested too deeply");
    }

    @ParameterizedTest
    @EnumSource(SampleAlert.class)
    void everyVariableIsThereOnEveryOccasion(SampleAlert sampleAlert) {
        StringBuilder all = new StringBuilder("{{ title }}");
        TemplateVariables.ALERT.forEach(
                each -> all.append("{{ ").append(each.name()).append(" | json }}"));
        all.append("{% for offer in offers %}");
        TemplateVariables.OFFER.forEach(
                each -> all.append("{{ offer.").append(each.name()).append(" | json }}"));
        all.append("{% endfor %}");

        assertThat(filled(TemplateText.Part.TEXT, all.toString(), sampleAlert.sample(NOON)))
                .startsWith("[");
    }

    @Test
    void twoHundredOffersWithAllTheirFieldsAreNoBomb() throws Exception {
        Template template =
                template(TemplateText.Part.BODY, Escaping.JSON, "{\"o\": {{ offers | json }}, \"more\": {{ more }}}");

        JsonNode body = new ObjectMapper()
                .readTree(template.body(AlertFixtures.of(200), 1_000_000, SENT).orElseThrow());
        JsonNode small = new ObjectMapper()
                .readTree(template.body(AlertFixtures.of(200), 20_000, SENT).orElseThrow());

        assertThat(body.path("o")).hasSize(200);
        assertThat(small.path("o").size()).isBetween(3, 30);
        assertThat(small.path("more").asInt()).isEqualTo(200 - small.path("o").size());
    }

    @Test
    void whatItSaysIsNotPrintedForItMayHoldASecret() {
        assertThat(template(TemplateText.Part.TEXT, Escaping.NONE, "s3cret"))
                .hasToString("Template[texts=[text of 6 characters], zone=Europe/Berlin]");
    }

    @Test
    void aSubjectIsOneShortLine() {
        assertThat(filled(TemplateText.Part.SUBJECT, "a\r\nBcc: x\n{{ title }}", AlertFixtures.nasty()))
                .startsWith("a Bcc: x [cheap-4090] ")
                .doesNotContain("\n")
                .doesNotContain("\r");
        assertThat(filled(TemplateText.Part.SUBJECT, "x".repeat(1000), BETTER)).hasSize(250);
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        InvalidInput invalidInput = catchThrowableOfType(
                InvalidInput.class,
                () -> template(TemplateText.Part.BODY, Escaping.JSON, "{\"text\": {{ title }}}")
                        .body(BETTER, 1_000_000, SENT));

        assertThat(invalidInput.getMessage()).startsWith("the result is not JSON: Unrecognized token 'TEST'");
        assertThat(filled(TemplateText.Part.BODY, "text={{ title | urlencode }}", BETTER))
                .startsWith("text=%5BTEST%5D+%E2%96%BC+12+%25%3A+%240.289");
    }

    @Test
    void aCheckTriesEveryKindOfAlert() {
        InvalidInput invalidInput = catchThrowableOfType(
                InvalidInput.class,
                () -> Template.check(
                        new TemplateText(TemplateText.Part.TEXT, Escaping.NONE, "{{ offers[0].headline }}"), BERLIN));
        InvalidInput bare = catchThrowableOfType(
                InvalidInput.class,
                () -> Template.check(
                        new TemplateText(
                                TemplateText.Part.TEXT,
                                Escaping.NONE,
                                "x {% for o in offers %}\n{{ o.cpu_ghz * 2 }}{% endfor %}"),
                        BERLIN));

        assertThat(invalidInput.getMessage()).isEqualTo("a list of 0 has no '0', in a sample of started");
        assertThat(bare.getMessage()).isEqualTo("could not perform multiplication, in a sample of bare");
        assertThat(bare.position()).isEqualTo(24);
    }

    @Test
    void whatGrowsTooLongIsRefused() {
        String source = "{% set s = 'xxxxxxxxxx' %}" + "{% set s = s ~ s %}".repeat(17) + "{{ s }}";

        assertThat(invalidInput(source).getMessage()).isEqualTo("the template renders more than 1000000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{ '' | first }}", "{{ 1 | capitalize }}", "{{ [1, 'a'] | sort }}", "{{ [null, 1] | sort }}"})
    void aValueThatAFilterIsNotForIsSaidToBeThat(String source) {
        assertThat(invalidInput(source).getMessage())
                .isEqualTo("the template cannot be rendered: a filter or test does not accept this value");
    }

    private static InvalidInput invalidInput(String source) {
        InvalidInput invalidInput =
                catchThrowableOfType(InvalidInput.class, () -> filled(TemplateText.Part.TEXT, source, BETTER));
        assertThat(invalidInput).as(source).isNotNull();
        return invalidInput;
    }

    private static String filled(TemplateText.Part part, String source, Alert alert) {
        return template(part, Escaping.NONE, source)
                .render(part, alert, Message.of(alert, SENT, BERLIN))
                .orElseThrow();
    }

    private static Template template(TemplateText.Part part, Escaping escaping, String source) {
        return new Template(List.of(new TemplateText(part, escaping, source)), BERLIN);
    }
}
