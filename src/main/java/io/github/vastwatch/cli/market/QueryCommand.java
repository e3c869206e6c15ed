package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.cli.console.ConfigOption;
import io.github.vastwatch.cli.console.QueryText;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.VendorDialect;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a query means, without a search. */
@Command(
        name = "query",
        description = {
            "Prints the filters of a query as Vast.ai receives them; contacts no server.",
            "Exit 0, or 2 when the query is wrong."
        })
public final class QueryCommand extends Subcommand {
    @Option(names = "--no-defaults", description = "Leave out verified=true external=false rentable=true.")
    private boolean noDefaults;

    @Option(names = "--vendor", description = "Print the same search as a command for the vendor's command line.")
    private boolean vendor;

    @Option(
            names = "--request",
            description = "Print the whole request: method, URL, headers with the key masked, body.")
    private boolean request;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "asks, bundles or asks-body, for --request (default: the config's).")
    private @Nullable String protocol;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "on-demand, bid or reserved (default: ${DEFAULT-VALUE}).")
    private String type = "on-demand";

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            description = "Disk that prices include (default: ${DEFAULT-VALUE}).")
    private String disk = "20GB";

    @Parameters(
            paramLabel = "QUERY",
            arity = "1..*",
            description =
                    "A query such as 'gpu_name=RTX_4090 num_gpus=1', or - to read one per line from standard input: "
                            + "each prints one line, {\"error\": \"…\"} when it is wrong.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws IOException, BadConfig {
        String text = String.join(" ", words);
        if (text.equals("-")) {
            lines();
            return Exit.DONE;
        }
        Query query = QueryText.read(text, defaults(), err());
        VendorDialect.differences(text, query).forEach(each -> err().println("note: " + each));
        out().println(request ? VastClient.request(settings(), question(query)) : shown(query));
        return Exit.DONE;
    }

    private VastSettings settings() throws BadConfig {
        VastSettings settings = ConfigOption.vast(config().readIfThere());
        return protocol == null ? settings : settings.withProtocols(Protocol.parseAll(protocol));
    }

    private Query defaults() {
        return noDefaults ? Query.EVERYTHING : Query.DEFAULTS;
    }

    private String shown(Query query) {
        return vendor
                ? question(query).vendorCommand()
                : Protocol.filters(query).toString();
    }

    private Question question(Query query) {
        return Question.of(query, RentalType.parse(type), Amounts.gigabytes(disk), Field.DPH_TOTAL);
    }

    private void lines() throws IOException {
        // The command's own writer flushes after each line.
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            out.println(answer(line, number));
        }
        out.flush();
    }

    private String answer(String line, int number) {
        try {
            Query.Reading reading = Query.read(line, defaults());
            reading.warnings().forEach(warning -> err().println("warning: line " + number + ", " + inOneLine(warning)));
            VendorDialect.differences(line, reading.query())
                    .forEach(each -> err().println("note: line " + number + ": " + each));
            return shown(reading.query());
        } catch (InvalidInput invalidInput) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("error", inOneLine(invalidInput))
                    .toString();
        }
    }

    private static String inOneLine(InvalidInput invalidInput) {
        return "column " + (invalidInput.position() + 1) + ": " + invalidInput.getMessage()
                + (invalidInput.advice().isEmpty() ? "" : "; " + invalidInput.advice());
    }
}
