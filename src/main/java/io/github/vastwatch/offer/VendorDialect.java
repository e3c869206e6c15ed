package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the vendor's own command line reads a query, to find where this program reads it differently. */
public final class VendorDialect {
    private static final Pattern CLAUSE = Pattern.compile(
            "(\\w+)( *[=><!]+| +(?:[lg]te?|nin|neq|eq|not ?eq|not ?in|in) )?" + " *(\\[[^\\]]+]|\"[^\"]+\"|[^ ]+)? *");
    /** The aliases that it knows; it does not know reliability2 and os_version, which the server does. */
    private static final List<String> ALIASES =
            List.of("cuda_vers", "display_active", "dlperf_usd", "dph", "flops_usd");

    private VendorDialect() {}

    /**
     * The clauses that it sends and {@code own}, the query that this program read from the same text, does not contain, one
     * sentence each; empty if it rejects the text.
     */
    public static List<String> differences(String text, Query own) {
        Map<String, Map<Operator, List<String>>> read = new LinkedHashMap<>();
        Matcher matcher = CLAUSE.matcher(text.strip());
        int end = 0;
        while (end < text.strip().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                return List.of();
            }
            end = matcher.end();
            Optional<Operator> operator =
                    Operator.of(String.valueOf(matcher.group(2)).strip());
            List<String> values = values(String.valueOf(matcher.group(3)), operator);
            if (operator.isEmpty() || values.isEmpty()) {
                return List.of();
            }
            String name = matcher.group(1);
            String field =
                    ALIASES.contains(name) ? Field.named(name).map(Field::wire).orElse(name) : name;
            if (List.of("?", "*", "any").contains(values.get(0)) && operator.get() == Operator.EQ) {
                read.remove(field);
            } else {
                read.computeIfAbsent(field, key -> new LinkedHashMap<>()).put(operator.get(), values);
            }
        }
        List<String> differences = new ArrayList<>();
        read.forEach((field, each) -> each.forEach((operator, values) -> {
            if (own.clauses().stream().noneMatch(clause -> isSame(clause, field, operator, values))) {
                differences.add("the vendor's command line sends " + field + operator.symbol()
                        + String.join(",", values) + " unchanged");
            }
        }));
        return differences;
    }

    private static List<String> values(String text, Optional<Operator> operator) {
        String bare = text.replaceAll("^[,\\[\\]]+|[,\\[\\]]+$", "");
        boolean isList = operator.filter(Operator::takesList).isPresent();
        return Arrays.stream(isList ? bare.split(",") : new String[] {bare})
                .map(each -> each.strip().replace('_', ' ').replaceAll("^\"+|\"+$", ""))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static boolean isSame(Clause clause, String field, Operator operator, List<String> values) {
        if (!Field.named(field).filter(known -> known == clause.field()).isPresent()
                || clause.operator() != operator
                || clause.operands().size() != values.size()) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            if (!isSame(clause.field(), clause.operands().get(i), values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Field field, Value own, String sent) {
        return switch (field.type()) {
            case FLAG -> sent.matches("[Tt]rue|[Ff]alse|null|None|[01]");
            case INTEGER, NUMBER -> true;
            // It rejects two parts, and sends one part as a plain number.
            case VERSION -> sent.contains(".") || sent.length() >= 7;
            case COUNTRY, TEXT, RELEASE -> own.toString().equals(sent) || own == Value.Null.NULL;
        };
    }
}
