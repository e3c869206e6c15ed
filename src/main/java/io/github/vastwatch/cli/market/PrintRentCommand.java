package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Subcommand;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints how to rent an offer, by the id that it has now. */
@Command(
        name = "rent-command",
        description = {
            "Prints the vendor's command that rents an offer, with the id that it has now: ids change.",
            "Takes the offer's key, or an id of an offer or a machine; lists the keys where several offers match.",
            "Exit 0; 1 when the offer is not on the market now; 2 for a wrong key or several offers; 3 when Vast.ai gave "
                    + "no answer."
        })
public final class PrintRentCommand extends Subcommand {
    private static final Pattern ID = Pattern.compile("\\d{1,15}");
    private static final List<Query.Order> CHEAPEST_FIRST = List.of(Query.Order.bestFirst(Field.DPH_TOTAL));

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
                : Optional.of(config().read().watch(watchName));
        int diskGb = disk == null
                ? watch.map(Watch::diskGb).orElseGet(() -> Amounts.gigabytes(SearchCommand.DISK))
                : Amounts.gigabytes(disk);
        Rent rent = watch.map(Watch::rent).orElse(Rent.DEFAULT);
        RentalType rental = key.map(OfferKey::type)
                .orElseGet(() ->
                        type == null ? watch.map(Watch::type).orElse(RentalType.ON_DEMAND) : RentalType.parse(type));
        List<Question> questions = key.map(each -> List.of(byKey(each, diskGb)))
                .orElseGet(() -> Stream.of(Field.ASK_CONTRACT_ID, Field.MACHINE_ID)
                        .map(field -> byId(field, Long.parseLong(text), rental, diskGb))
                        .toList());
        try (VastClient vast = force.client(config().readIfThere(), clock())) {
            Map<OfferKey, Offer> offers = new LinkedHashMap<>();
            for (Question each : questions) {
                Question question = each.withSla(watch.flatMap(Watch::sla));
                SearchResult result = vast.search(question);
                if (!(result instanceof SearchResult.Found found)) {
                    err().println(ForceOption.words(result, vast, clock()));
                    return Exit.NO_ANSWER;
                }
                found.offers().stream()
                        .filter(offer -> question.matches(offer, question))
                        .sorted(Ranking.by(CHEAPEST_FIRST))
                        .forEach(offer -> offer.key()
                                .filter(own -> key.isEmpty() || key.get().equals(own))
                                .ifPresent(own -> offers.putIfAbsent(own, offer)));
            }
            if (offers.size() == 1) {
                Map.Entry<OfferKey, Offer> only = offers.entrySet().iterator().next();
                return print(only.getValue(), only.getKey(), rent, diskGb);
            }
            if (offers.size() > 1) {
                return ambiguous(text, offers);
            }
            err().println(key.map(OfferKey::toString)
                            .orElse("no " + rental + " offer and no machine with the id " + text)
                    + " is " + (key.isPresent() ? "not " : "") + "on the market now, with " + diskGb
                    + " GB disk");
            if (key.isPresent()) {
                listMachine(
                        key.get(),
                        vast.search(byId(
                                Field.MACHINE_ID,
                                key.get().machineId(),
                                key.get().type(),
                                1)));
            }
            return Exit.NO;
        }
    }

    private int ambiguous(String id, Map<OfferKey, Offer> offers) {
        err().println("'" + id + "' may be any of " + offers.size() + " offers: name one by its key");
        offers.forEach((key, offer) ->
                err().println("    '" + Column.clean(key.toString()) + "'  " + dollars(offer, Field.DPH_TOTAL)));
        return Exit.WRONG_USAGE;
    }

    /** Without the default filters, which may hide the offer. */
    private static Question byKey(OfferKey key, int diskGb) {
        Question machine = byId(Field.MACHINE_ID, key.machineId(), key.type(), diskGb);
        return machine.with(machine.query()
                .with(is(Field.NUM_GPUS, Value.of((double) key.numGpus())))
                .with(is(Field.GPU_NAME, Value.of(key.gpuName()))));
    }

    private static Question byId(Field field, long id, RentalType rental, int diskGb) {
        return new Question(new Query(List.of(is(field, Value.of((double) id)))), rental, diskGb, CHEAPEST_FIRST);
    }

    private static Clause is(Field field, Value value) {
        return new Clause(field, Operator.EQ, List.of(value));
    }

    private int print(Offer offer, OfferKey key, Rent rent, int diskGb) {
        PrintWriter err = err();
        Optional<String> command = RentCommand.of(rent, diskGb, offer);
        if (command.isEmpty()) {
            err.println(key
                    + " is on the market, but its row lacks the id or a lowest bid above $0, so there is no command");
            return Exit.NO;
        }
        out().println(command.get());
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
        return offer.number(field).map(Amount::perHour).orElse("an unknown price");
    }

    private void listMachine(OfferKey key, SearchResult machine) {
        if (machine instanceof SearchResult.Found found) {
            String others = found.offers().stream()
                    .filter(offer -> offer.number(Field.MACHINE_ID).equals(Optional.of((double) key.machineId())))
                    .flatMap(offer -> listed(offer).stream())
                    .distinct()
                    .collect(Collectors.joining(", "));
            err().println("    the machine lists " + (others.isEmpty() ? "nothing now" : others));
        }
    }

    private static Optional<String> listed(Offer offer) {
        return offer.key()
                .map(key -> "'" + Column.clean(key.toString()) + "'"
                        + offer.number(Field.DISK_SPACE)
                                .map(space -> String.format(Locale.ROOT, " (%.0f GB disk)", Math.floor(space)))
                                .orElse(""));
    }
}
