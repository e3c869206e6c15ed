package io.github.vastwatch.offer;

import java.util.List;
import java.util.Optional;

/**
 * One search as the server gets it: the filters, the rental type, the disk that prices include, and the order.
 *
 * @param diskGb the disk that {@code dph_total} includes, in GB; the server leaves out offers with less space
 * @param sla the service level whose fee {@code dph_total} includes
 * @param order the keys to sort by, at least one
 */
public record Question(Query query, RentalType type, int diskGb, Optional<Sla> sla, List<Query.Order> order) {
    public Question {
        order = List.copyOf(order);
        if (diskGb < 1) {
            throw new InvalidInput("disk must be at least 1GB: " + diskGb + "GB");
        }
    }

    /** A question without a service level. */
    public Question(Query query, RentalType type, int diskGb, List<Query.Order> order) {
        this(query, type, diskGb, Optional.empty(), order);
    }

    /** Sorted by the order of the query, or else by {@code field}, best first. */
    public static Question of(Query query, RentalType type, int diskGb, Field field) {
        return new Question(
                query, type, diskGb, query.order().isEmpty() ? List.of(Query.Order.bestFirst(field)) : query.order());
    }

    /** This question with another query. */
    public Question with(Query other) {
        return new Question(other, type, diskGb, sla, order);
    }

    /** This question for any number of rows: how many may be returned depends on the budget, and differs each time. */
    public Question withoutLimit() {
        return with(query.limitedTo(Query.LIMIT));
    }

    /** This question with another disk. */
    public Question withDisk(int gigabytes) {
        return new Question(query, type, gigabytes, sla, order);
    }

    /** This question with another service level. */
    public Question withSla(Optional<Sla> other) {
        return new Question(query, type, diskGb, other, order);
    }

    /** The disk as a clause: an offer with less space cannot be rented with it. */
    public Clause diskClause() {
        return new Clause(Field.DISK_SPACE, Operator.GTE, List.of(Value.of(diskGb)));
    }

    /**
     * Whether an offer satisfies the query, has the disk and a reliable price. A clause on a value that its row lacks holds
     * only if {@code asked}, the question that was sent, contains it.
     */
    public boolean matches(Offer offer, Question asked) {
        Clause.Verdict disk = diskClause().evaluate(offer);
        return offer.isPriced()
                && query.matches(offer, asked.query())
                && (disk == Clause.Verdict.PASSES || (disk == Clause.Verdict.UNKNOWN && asked.diskGb() >= diskGb));
    }

    /** Whether an offer matches except for clauses that cannot be evaluated, because its row lacks the values. */
    public boolean mayMatch(Offer offer, Question asked) {
        return !matches(offer, asked)
                && offer.isPriced()
                && diskClause().evaluate(offer) != Clause.Verdict.FAILS
                && query.clauses().stream().allMatch(clause -> clause.evaluate(offer) != Clause.Verdict.FAILS);
    }

    /** The maximum number of rows. */
    public int limit() {
        return query.limit();
    }

    /** The same search for the vendor's command line, which cannot ask for a service level. */
    public String vendorCommand() {
        return query.sortedBy(order).vendorCommand(type, diskGb);
    }

    @Override
    public String toString() {
        return query + " type=" + type + " disk=" + diskGb + "GB"
                + sla.map(each -> " target_reliability=" + each).orElse("");
    }
}
