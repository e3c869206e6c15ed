package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is told of troubles: each once when it begins and once when it is over, whatever any gate says.
 *
 * @param open those that are told and not over, from now on
 */
public record Troubles(List<Spell> open, List<Dispatch> dispatches) {

    /**
     * Compares what is wrong now with what was told.
     *
     * @param told those that were told and were not over
     */
    public static Troubles of(List<Suspicion> now, List<Spell> told, Instant at, Supplier<String> ids) {
        Set<String> known = told.stream().map(Spell::subject).collect(Collectors.toSet());
        Set<String> wrong = now.stream().map(Suspicion::subject).collect(Collectors.toSet());
        List<Spell> open = new ArrayList<>(
                told.stream().filter(spell -> wrong.contains(spell.subject())).toList());
        List<Dispatch> dispatches = new ArrayList<>();
        now.stream().filter(each -> !known.contains(each.subject())).forEach(each -> {
            open.add(new Spell(each.subject(), at, each.relief(), each.channels()));
            dispatches.add(new Dispatch(
                    alert(ids.get(), Kind.TROUBLE_STARTED, each.subject(), each.words(), at), each.channels()));
        });
        told.stream()
                .filter(spell -> !wrong.contains(spell.subject()))
                .forEach(spell -> dispatches.add(new Dispatch(
                        alert(ids.get(), Kind.TROUBLE_ENDED, spell.subject(), spell.relief(), at), spell.channels())));
        return new Troubles(open, dispatches);
    }

    private static Alert alert(String id, Kind kind, String subject, String words, Instant at) {
        return new Alert(
                id,
                kind,
                Optional.empty(),
                at,
                Optional.empty(),
                List.of(),
                0,
                List.of(words),
                Map.of("subject", subject));
    }
}
