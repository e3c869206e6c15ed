package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is told of troubles: each once when it begins and once when it is over, whatever any gate says. That nothing is
 * wrong any more is no end of it, as after a restart: only evidence that all is well is.
 *
 * @param open those that are told and not over, from now on
 * @param unheard what there is nobody to tell of: the one channel that there is fails itself
 */
public record Troubles(List<Spell> open, List<Dispatch> dispatches, List<Alert> unheard) {

    /**
     * Compares what is wrong now, and what is seen to be well, with what was told.
     *
     * @param told those that were told and were not over
     */
    public static Troubles of(
            List<Suspicion> wrong, Set<Subject> well, List<Spell> told, Instant at, Supplier<String> ids) {
        Set<Subject> known = told.stream().map(Spell::subject).collect(Collectors.toSet());
        Set<Subject> suspected = wrong.stream().map(Suspicion::subject).collect(Collectors.toSet());
        List<Spell> open = new ArrayList<>();
        List<Dispatch> dispatches = new ArrayList<>();
        List<Alert> unheard = new ArrayList<>();
        wrong.stream().filter(each -> !known.contains(each.subject())).forEach(each -> {
            open.add(new Spell(each.subject(), each.channels()));
            Alert alert = alert(ids.get(), Kind.TROUBLE_STARTED, each.subject(), each.words(), each.until(), at);
            add(alert, each.channels(), dispatches, unheard);
        });
        for (Spell spell : told) {
            if (well.contains(spell.subject()) && !suspected.contains(spell.subject())) {
                Alert alert = alert(
                        ids.get(),
                        Kind.TROUBLE_ENDED,
                        spell.subject(),
                        spell.subject().relief(),
                        Optional.empty(),
                        at);
                add(alert, spell.channels(), dispatches, unheard);
            } else {
                open.add(spell);
            }
        }
        return new Troubles(open, dispatches, unheard);
    }

    private static void add(Alert alert, List<String> channels, List<Dispatch> dispatches, List<Alert> unheard) {
        if (channels.isEmpty()) {
            unheard.add(alert);
        } else {
            dispatches.add(new Dispatch(alert, channels));
        }
    }

    private static Alert alert(
            String id, Kind kind, Subject subject, String words, Optional<Instant> until, Instant at) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("subject", subject.toString());
        until.ifPresent(end -> facts.put("until", end.toString()));
        return new Alert(id, kind, Optional.empty(), at, Optional.empty(), List.of(), 0, List.of(words), facts);
    }
}
