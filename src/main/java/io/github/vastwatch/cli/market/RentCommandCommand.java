package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.SharedRowLedger;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.notify.message.RentCommand;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints how to rent an offer, by the id that it has now. */
@Command(
        name = "rent-command",
        description = {
            "Prints the vendor's command that rents an offer, with the id that it has now: ids change.",
            "Takes the offer's key, or an id of an offer or a machine; lists the keys where several offers match.",
            "Exit 0; 1 when the offer is not on the market now; 2 for a wrong key or several offers; 3 when Vast.ai gave "
                    + "no answer."
        },
        mixinStandardHelpOptions = true)
public final class RentCommandCommand implements Callable<Integer> {
    private static final Pattern ID = Pattern.compile("\\d{1,15}");
    private static final List<Query.Order> CHEAPEST_FIRST = List.of(Query.Order.bestFirst(Field.DPH_TOTAL));

    @ParentCommand
    private Console console;

    @Option(names = "--watch", paramLabel = "NAME", description = "Take disk, image, options and bid from this watch.")
    private @Nullable String watchName;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            description = "Disk to rent (default: the watch's, otherwise " + SearchCommand.DISK + ").")
    private @Nullable String disk;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "on-demand, bid or reserved, for an id (default: the watch's, otherwise on-demand).")
    private @Nullable String type;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Parameters(
            paramLabel = "KEY|ID",
            arity = "1..*",
            description = "The offer's key as in alerts, such as 'on-demand/146113/1/RTX 4090', or an id.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        String text = String.join(" ", words);
        boolean isId = ID.matcher(text).matches();
        if (!isId && type != null) {
            throw new InvalidInput("a key contains the type, so --type does not apply", "leave it out");
        }
        Optional<OfferKey> key = isId ? Optional.empty() : Optional.of(OfferKey.parse(text.replace('_', ' ')));
        Optional<Watch> watch = watchName == null
                ? Optional.empty()
                : Optional.of(console.config().read().watch(watchName));
        int diskGb = disk == null
                ? watch.map(Watch::diskGb).orElseGet(() -> Amounts.gigabytes(SearchCommand.DISK))
                : Amounts.gigabytes(disk);
        Rent rent = watch.map(Watch::rent).orElse(Rent.DEFAULT);
        Optional<Sla> sla = watch.flatMap(Watch::sla);
        try (VastClient vast =
                SharedRowLedger.client(console.config().readIfThere(), console.clock(), force.isGiven())) {
            if (key.isPresent()) {
                return named(vast, key.get(), offer(key.get(), diskGb).withSla(sla), rent);
            }
            RentalType rental =
                    type == null ? watch.map(Watch::type).orElse(RentalType.ON_DEMAND) : RentalType.parse(type);
            return numbered(
                    vast,
                    Long.parseLong(text),
                    rent,
                    Stream.of(Field.ASK_CONTRACT_ID, Field.MACHINE_ID)
                            .map(field -> by(field, Long.parseLong(text), rental, diskGb)
                                    .withSla(sla))
                            .toList());
        }
    }

    private int named(VastClient vast, OfferKey key, Question question, Rent rent) throws InterruptedException {
        int diskGb = question.diskGb();
        SearchResult result = vast.search(question);
        if (!(result instanceof SearchResult.Found found)) {
            return unanswered(result, vast);
        }
        Optional<Offer> offer = found.offers().stream()
                .filter(each -> each.key().filter(key::equals).isPresent() && question.matches(each, question))
                .min(Ranking.by(CHEAPEST_FIRST));
        return offer.isPresent()
                ? print(offer.get(), key, rent, diskGb)
                : missing(key, diskGb, vast.search(by(Field.MACHINE_ID, key.machineId(), key.type(), 1)));
    }

    /** The id may be of an offer or of a machine, which must have one offer. */
    private int numbered(VastClient vast, long id, Rent rent, List<Question> questions) throws InterruptedException {
        RentalType rental = questions.get(0).type();
        int diskGb = questions.get(0).diskGb();
        Map<OfferKey, Offer> offers = new LinkedHashMap<>();
        for (Question question : questions) {
            SearchResult result = vast.search(question);
            if (!(result instanceof SearchResult.Found found)) {
                return unanswered(result, vast);
            }
            found.offers().stream()
                    .filter(each -> question.matches(each, question))
                    .sorted(Ranking.by(CHEAPEST_FIRST))
                    .forEach(each -> each.key().ifPresent(key -> offers.putIfAbsent(key, each)));
        }
        if (offers.isEmpty()) {
            console.err()
                    .println("no " + rental + " offer and no machine with the id " + id + " is on the market now, with "
                            + diskGb + " GB disk");
            return Exit.NO;
        }
        if (offers.size() > 1) {
            PrintWriter err = console.err();
            err.println("'" + id + "' may be any of " + offers.size() + " offers: name one by its key");
            offers.forEach((key, offer) ->
                    err.println("    '" + OfferCells.clean(key.toString()) + "'  " + dollars(offer, Field.DPH_TOTAL)));
            return Exit.WRONG_USAGE;
        }
        Map.Entry<OfferKey, Offer> only = offers.entrySet().iterator().next();
        return print(only.getValue(), only.getKey(), rent, diskGb);
    }

    private int unanswered(SearchResult result, VastClient vast) {
        console.err().println(ForceOption.words(result, vast, console.clock()));
        return Exit.NO_ANSWER;
    }

    /** Without the default filters, which may hide the offer. */
    private static Question offer(OfferKey key, int diskGb) {
        Question machine = by(Field.MACHINE_ID, key.machineId(), key.type(), diskGb);
        return machine.with(machine.query()
                .with(is(Field.NUM_GPUS, Value.of((double) key.numGpus())))
                .with(is(Field.GPU_NAME, Value.of(key.gpuName()))));
    }

    private static Question by(Field field, long id, RentalType rental, int diskGb) {
        return new Question(new Query(List.of(is(field, Value.of((double) id)))), rental, diskGb, CHEAPEST_FIRST);
    }

    private static Clause is(Field field, Value value) {
        return new Clause(field, Operator.EQ, List.of(value));
    }

    private int print(Offer offer, OfferKey key, Rent rent, int diskGb) {
        PrintWriter err = console.err();
        Optional<String> command = RentCommand.of(rent, diskGb, offer);
        if (command.isEmpty()) {
            err.println(
                    key + " is on the market, but its row lacks the id or a lowest bid above $0, so there is no command");
            return Exit.NO;
        }
        console.out().println(command.get());
        err.println(key + " costs " + dollars(offer, Field.DPH_TOTAL) + " now, with " + diskGb + " GB disk"
                + (key.type() == RentalType.BID
                        ? "; interruptible, the lowest bid is " + dollars(offer, Field.MIN_BID)
                        : ""));
        if (!offer.flag(Field.RENTABLE).orElse(true)) {
            err.println("but it cannot be rented now (rentable is false)");
        }
        return Exit.DONE;
    }

    private static String dollars(Offer offer, Field field) {
        return offer.number(field)
                .map(Amount::perHour)
                .orElse("an unknown price");
    }

    private int missing(OfferKey key, int diskGb, SearchResult machine) {
        PrintWriter err = console.err();
        err.println(key + " is not on the market now, with " + diskGb + " GB disk");
        if (machine instanceof SearchResult.Found found) {
            String others = found.offers().stream()
                    .filter(offer -> offer.number(Field.MACHINE_ID).equals(Optional.of((double) key.machineId())))
                    .flatMap(offer -> listed(offer).stream())
                    .distinct()
                    .collect(Collectors.joining(", "));
            err.println("    the machine lists " + (others.isEmpty() ? "nothing now" : others));
        }
        return Exit.NO;
    }

    private static Optional<String> listed(Offer offer) {
        return offer.key()
                .map(key -> "'" + OfferCells.clean(key.toString()) + "'"
                        + offer.number(Field.DISK_SPACE)
                                .map(space -> String.format(Locale.ROOT, " (%.0f GB disk)", Math.floor(space)))
                                .orElse(""));
    }
}
