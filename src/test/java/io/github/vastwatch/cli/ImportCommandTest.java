package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.cli.paste.PastedSearch;
import io.github.vastwatch.cli.paste.PastedText;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Watch;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportCommandTest {
    @TempDir
    Path folder;

    private record Ran(int exit, String out, String err) {}

    @Test
    void aPriceInTheQueryBecomesTheThreshold() {
        assertThat(imported(
                        "vastai search offers 'gpu_name=RTX_4090 num_gpus=1 dph_total<0.4' --storage 50 -t bid -o dph"))
                .isEqualTo(new Ran(0, """
                          - name: rtx-4090
                            query: gpu_name=RTX_4090 num_gpus=1
                            type: bid
                            disk: 50GB
                            threshold: dph_total < 0.4
                            notify: [me]
                        """, "note: notify names a channel 'me': replace it by one of yours\n"));
    }

    @Test
    void withoutAPriceTheLineToFillInIsAComment() {
        assertThat(imported(
                        "$ vastai search offers -o 'dlperf_usd-' --limit=5 --api-key=5ecret --raw \"reliability>0.99\" |"
                                + " head"))
                .isEqualTo(new Ran(0, """
                          - name: imported
                            query: reliability>0.99
                            type: on-demand
                            disk: 5GB
                            # threshold: dlperf_per_dphtotal >= 100   # fill in what is good enough, and remove the first #
                            notify: [me]
                        """, """
                        note: --limit 5 is left out: a watch sees every match
                        note: the API key is left out: export it as VAST_API_KEY, and write api_key: ${VAST_API_KEY} under vast:
                        note: --raw is left out: it means nothing to a watch
                        note: disk is 5GB, the vendor's default without --storage; few images fit into that
                        note: '| head' is left out: it only handles the output
                        note: the search has no price: fill in the threshold, on dlperf_per_dphtotal
                        note: notify names a channel 'me': replace it by one of yours
                        """));
    }

    @Test
    void aConfigThatIsThereGivesTheChannelsAndKeepsNamesApart() throws Exception {
        String config = Files.writeString(folder.resolve("c.yaml"), """
                        channels: {ops: {type: webhook, url: "http://127.0.0.1:9/h"}}
                        watches: [{name: rtx-4090, query: num_gpus=1, threshold: dph_total <= 1, notify: ops}]
                        """).toString();

        assertThat(run("import", "-c", config, "vastai search offers 'gpu_name=RTX_4090 dph<=1' --storage 20")
                        .out())
                .contains("- name: rtx-4090-2\n", "notify: [ops]\n");
        assertThat(run("import", "-c", config, "--name", "mine", "vastai search offers 'dph<=1' --storage 20"))
                .isEqualTo(new Ran(0, """
                          - name: mine
                            query: rentable=true
                            type: on-demand
                            disk: 20GB
                            threshold: dph_total <= 1
                            notify: [ops]
                        """, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vastai search offers",
                "vastai search offers 'dph_total<=0.30'",
                "vastai search offers \"gpu_name=RTX_3090 num_gpus>=2 dph<1.50\" --raw",
                "vastai search offers 'gpu_name=\"RTX 4090\" geolocation in [US,CA] dph_total < 0.40'",
                "vastai search offers 'gpu_name in [RTX_4090,RTX_3090] reliability>0.98' -o 'dph_total-,reliability+'",
                "vastai search offers gpu_name=RTX_4090 'num_gpus >= 2' reliability\\>0.98 -i",
                "vastai search offers 'verified=any rented=any gpu_ram>=24 cpu_ram>64 duration>3' --limit 20",
                "vastai search offers -n 'gpu_name=RTX_4090 dph<0.5'",
                "vastai search offers --no-default",
                "vastai search offers -n 'verified!=true external=false'",
                "vastai search offers 'verified=false rentable=any'",
                "vastai search offers 'driver_version>=535.86.05 cuda_vers>=12.1 compute_cap>=800 min_bid<0.2' --bid",
                "vastai search offers 'dlperf_usd>200 dph<2' --order=dlperf_usd- --stor 33.5",
                "vastai search offers 'flops_usd>100' -tinterruptible -nd",
                "vastai search offers 'geolocation=SE inet_down>=500 gpu_name != GTX_1080' -ro dph",
                "vastai search offers 'gpu_name=RTX_4090' \\\n  --storage 10 \\\n  -d",
                "VAST_API_KEY=5ecret vastai --api-key 5ecret search offers --api-key 5ecret 'num_gpus=1' 2>/dev/null | jq",
                "./vast.py search offers “gpu_name=H100_SXM num_gpus=8 dph_total<=20” --disable-bundling --explain",
                "python3 vast search offers 'gpu_name=RTX_5090 cpu_arch=amd64'; echo done",
                "vastai search offers 'gpu_name=A100_SXM4 dph>0.1 dph<1 order=dph limit=3'",
            })
    void thePrintedWatchIsTheCommand(String command) throws Exception {
        Ran ran = imported(command);

        assertThat(ran.exit()).describedAs(ran.err()).isZero();
        assertThat(ran.out() + ran.err()).doesNotContain("5ecret");
        Watch watch = parsed(ran.out().replace("# threshold:", "threshold:"));
        PastedSearch read = PastedText.read(command);
        Query asked = Query.read(read.query(), read.hasDefaults() ? Query.DEFAULTS : Query.EVERYTHING)
                .query();
        boolean hasPrice = !ran.out().contains("# threshold");
        assertThat(watch.query().clauses())
                .containsExactlyInAnyOrderElementsOf(asked.clauses().stream()
                        .filter(clause -> !hasPrice
                                || clause.field() != watch.threshold().metric().field()
                                || clause.operator() != watch.threshold().operator())
                        .toList());
        assertThat(watch.type()).isEqualTo(read.type());
        assertThat(watch.diskGb()).isEqualTo(read.diskGb());
    }

    private Watch parsed(String watch) throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), """
                        channels: {me: {type: webhook, url: "http://127.0.0.1:9/h"}}
                        watches:
                        """ + watch);
        return Config.read(file, name -> null).watches().get(0);
    }

    @Test
    void wordsOnTheirOwnAndStandardInputAreReadAlike() {
        Ran words = run(
                "import",
                "-c",
                nowhere(),
                "vastai",
                "search",
                "offers",
                "-t",
                "bid",
                "gpu_name=L4 dph<1",
                "--storage",
                "9");

        assertThat(words).isEqualTo(imported("vastai search offers -t bid 'gpu_name=L4 dph<1' --storage 9"));
        assertThat(words.out()).contains("type: bid\n", "disk: 9GB\n", "threshold: dph_total < 1\n");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void aDashReadsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("vastai search offers 'dph<1'\n".getBytes(StandardCharsets.UTF_8)));

            assertThat(imported("-").out()).contains("threshold: dph_total < 1\n");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void whatItCannotBeIsSaidWithItsPlace() {
        assertThat(imported("vastai search offers 'gpu_nam=RTX_4090 dph<1' --api-key 5ecret"))
                .isEqualTo(new Ran(2, "", """
                        unknown field 'gpu_nam'
                            gpu_nam=RTX_4090 dph<1
                            ^
                            did you mean 'gpu_name'?
                        """));
        assertThat(imported("vastai search offers 'dph<1' --storrage 5ecret").err())
                .isEqualTo("""
                        vastai search offers has no option '--storrage'
                            did you mean '--storage'?
                        """);
        assertThat(imported("vastai search offers 'dph<1' --re").err())
                .isEqualTo("'--re' may be --reserved or --retry\n");
        assertThat(imported("vastai search offers 'dph<1' -o").err()).isEqualTo("'--order' has no value\n");
        assertThat(imported("vastai search offers 'dph<1' --storage lots").err())
                .isEqualTo("'--storage' takes a number of GB: 'lots'\n");
        assertThat(imported("vastai search offers 'dph<0'").err()).isEqualTo("threshold must be above $0/h: 0\n");
        assertThat(imported("vastai search offers --api-key 5ecret 'dph<1").err())
                .isEqualTo("""
                        the quote at character 39 of the command is not closed
                            paste the whole command; on the command line put it into the other kind of quotes, or pipe it into 'vastwatch import -'
                        """);
        assertThat(imported("vastai set api-key 5ecret").err()).isEqualTo("""
                        only vastai search offers can become a watch, not 'vastai set api-key'
                            paste a command that begins with vastai search offers
                        """);
        assertThat(run("import").exit()).isEqualTo(2);
    }

    @Test
    void whatIsRefusedNamesTheWordThatStoppedIt() {
        assertThat(imported("vastai search offers \"gpu_name=$GPU dph<$MAX\"").err())
                .isEqualTo("""
                        the query takes '$GPU', whose value was not pasted
                            write the value in its place, or paste the line that sets it too
                        """);
        assertThat(imported("cheapest search offers 'dph<1'").err())
                .startsWith("'cheapest search' is not the vendor's");
        assertThat(imported("find me one").err()).isEqualTo("""
                        this is not a vastai search offers: it begins with 'find'
                            paste a vastai search offers, a link to the search page, or a request's JSON
                        """);
        assertThat(imported("https://cloud.vast.ai/create/?gpuModelNames=rtx4099")
                        .err())
                .startsWith("the link names the GPU 'rtx4099', which is not known\n");
        assertThat(imported("{\"q\": {\"gpu_name\": {\"like\": \"L4\"}}}").err())
                .startsWith("unknown operator 'like' for gpu_name\n");
    }

    @Test
    void theTargetReliabilityOfARequestIsNamedForTheWatch() {
        assertThat(imported("{\"q\": {\"gpu_name\": {\"eq\": \"L4\"}, \"dph_total\": {\"lte\": 1},"
                                + " \"allocated_storage\": 20, \"target_reliability\": 0.995}}")
                        .err())
                .startsWith("note: target_reliability is left out: write target_reliability: 0.995 beside the query\n");
    }

    @Test
    void anUnknownOrderIsANoteAndNotAnEnd() {
        assertThat(imported("vastai search offers 'dph<1' -o gpuCostPerHour --storage 9"))
                .matches(ran -> ran.exit() == 0)
                .extracting(Ran::err)
                .isEqualTo("""
                        note: the order 'gpuCostPerHour' is left out: a watch ranks by its threshold, dph_total
                        note: notify names a channel 'me': replace it by one of yours
                        """);
        assertThat(imported("vastai search offers 'dph<1' -o 'dph asc' --storage 9")
                        .err())
                .isEqualTo("note: notify names a channel 'me': replace it by one of yours\n");
    }

    @Test
    void aRedirectIsNoQueryAndALooseComparisonIsOne() {
        assertThat(imported("vastai search offers 'dph<1' --storage 9 2>&1 > out.json < /dev/null")
                        .err())
                .isEqualTo("""
                        note: '> out.json' is left out: it only handles the output
                        note: notify names a channel 'me': replace it by one of yours
                        """);
        assertThat(imported("vastai search offers num_gpus>=2 reliability > 0.98 dph<0.9 > out.json")
                        .out())
                .contains("query: num_gpus>=2 reliability>0.98\n", "threshold: dph_total < 0.9\n");
    }

    @Test
    void whatOnlyTheVendorsProgramsUnderstandIsLeftOutWithANote() {
        Ran ran = imported("vastai search offers 'chunked=true georegion=true geolocation=NA dph<1' --storage 7.5");

        assertThat(ran.out()).contains("query: geolocation in [CA,US]\n", "disk: 8GB\n");
        assertThat(ran.err()).isEqualTo("""
                        note: disk is 8GB, not 7.5: a watch takes whole GB
                        note: 'chunked=true' is left out: it is not a filter
                        note: 'georegion=true' is left out: it is not a filter
                        note: notify names a channel 'me': replace it by one of yours
                        """);
    }

    @Test
    void howOftenAPastedCommandRunsIsTheWatchsToSay() {
        assertThat(imported("watch -n 60 'vastai search offers \"dph<1\" --storage 9'")
                        .err())
                .startsWith("note: 'watch -n 60' is left out: a watch has its own interval, every:\n");
        assertThat(imported("watch -n 60 vastai search offers 'dph<1' --storage 9")
                        .err())
                .startsWith("note: 'watch -n 60' is left out: a watch has its own interval, every:\n");
    }

    @Test
    void theFirstOfSeveralSearchesIsTakenWithANote() {
        Ran ran = imported("vastai search offers 'dph<1' --storage 9; vastai search offers 'dph<2'");

        assertThat(ran.out()).contains("threshold: dph_total < 1\n");
        assertThat(ran.err()).startsWith("note: this is the first of 2 searches in the text: import each on its own\n");
    }

    @Test
    void aLinksParametersThatSayNothingOfOffersAreNamed() {
        Ran ran = imported(
                "https://cloud.vast.ai/create/?ref_id=62878&offerGpuNumMin=2&isQueryInverted=false&pageSize=256");

        assertThat(ran.out()).contains("query: num_gpus>=2\n", "disk: 20GB\n");
        assertThat(ran.err()).startsWith("""
                        note: left out of the link: ref_id, pageSize
                        note: disk is 20GB: the link has none
                        """);
    }

    @Test
    void anAppendedWatchStandsBehindTheOthersAndAllElseStays() throws Exception {
        Path config = config();
        String before = Files.readString(config);

        Ran ran = run("import", "-c", config.toString(), "--append", "vastai search offers 'gpu_name=RTX_4090 dph<=1'");

        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("added watch 'rtx-4090-2' to " + config + "; a running daemon takes it within 10 s\n");
        assertThat(config).content().isEqualTo(before.replace("# the end\n", """
                - name: rtx-4090-2
                  query: gpu_name=RTX_4090
                  type: on-demand
                  disk: 5GB
                  threshold: dph_total <= 1
                  notify: [ops]
                # the end
                """));
    }

    @Test
    void ourOwnOptionsMayStandBehindWhatIsPasted() {
        Ran before = run(
                "import",
                "-c",
                nowhere(),
                "--threshold",
                "dph_total <= 0.2",
                "--name=mine",
                "vastai search offers 'gpu_name=L4' --storage 9");

        assertThat(before.out()).contains("name: mine\n", "disk: 9GB\n", "threshold: dph_total <= 0.2\n");
        assertThat(run(
                        "import",
                        "vastai search offers 'gpu_name=L4' --storage 9",
                        "--threshold",
                        "dph_total <= 0.2",
                        "--name=mine",
                        "-c",
                        nowhere()))
                .isEqualTo(before);
        assertThat(run(
                        "import",
                        "vastai",
                        "search",
                        "offers",
                        "--name",
                        "mine",
                        "gpu_name=L4",
                        "--storage",
                        "9",
                        "--threshold=dph_total <= 0.2",
                        "-c",
                        nowhere()))
                .isEqualTo(before);
        assertThat(run(
                                "import",
                                "https://cloud.vast.ai/create/?gpuModelNames=rtx4090",
                                "--threshold",
                                "dph_total <= 0.2",
                                "-c",
                                nowhere())
                        .out())
                .contains("query: gpu_name=RTX_4090\n", "threshold: dph_total <= 0.2\n");
    }

    @Test
    void whatCannotBeAppendedLeavesTheConfigAsItIs() throws Exception {
        Path config = config();
        String before = Files.readString(config);

        assertThat(run(
                        "import",
                        "-c",
                        config.toString(),
                        "--append",
                        "--name",
                        "rtx-4090",
                        "vastai search offers 'dph<1'"))
                .isEqualTo(new Ran(2, "", """
                        the config already has a watch 'rtx-4090'
                            write --name rtx-4090-2
                        """));
        assertThat(run("import", "-c", config.toString(), "--append", "vastai search offers 'num_gpus=2'"))
                .isEqualTo(new Ran(2, "", """
                        the search has no price, and a watch needs a threshold
                            add --threshold 'dph_total <= 0.40'
                        """));
        assertThat(config).content().isEqualTo(before);
        assertThat(run(
                                "import",
                                "-c",
                                config.toString(),
                                "--append",
                                "--threshold",
                                "dph_total <= 0.2",
                                "vastai search offers 'num_gpus=2 dph<9'")
                        .exit())
                .isZero();
        assertThat(Config.read(config, name -> null).watches().get(1).threshold())
                .hasToString("dph_total <= 0.2");
    }

    private Path config() throws Exception {
        return Files.writeString(folder.resolve("c.yaml"), """
                channels: {ops: {type: webhook, url: "http://127.0.0.1:9/h"}}
                watches:   # all of mine
                - name: rtx-4090
                  query: num_gpus=1
                  threshold: dph_total <= 1
                  notify: ops
                  # enabled: false
                # the end
                """);
    }

    private Ran imported(String command) {
        return run("import", "-c", nowhere(), command);
    }

    private String nowhere() {
        return folder.resolve("nowhere.yaml").toString();
    }

    private static Ran run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Ran(exit, out.toString(), err.toString());
    }
}
