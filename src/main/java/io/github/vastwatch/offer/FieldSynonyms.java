package io.github.vastwatch.offer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people call the fields of a query, and what they write into a query that belongs elsewhere. */
final class FieldSynonyms {
    private static final Map<String, List<Field>> FIELDS = new HashMap<>();
    private static final Map<String, String> ADVICE = new HashMap<>();

    static {
        DataFile.read("field-synonyms.txt").forEach((words, meaning) -> {
            List<String> names = List.of(meaning.split(" "));
            List<Field> fields =
                    names.stream().flatMap(name -> Field.named(name).stream()).toList();
            for (String word : words.split(" ")) {
                if (fields.size() == names.size()) {
                    FIELDS.put(word, fields);
                } else {
                    ADVICE.put(word, meaning);
                }
            }
        });
    }

    private FieldSynonyms() {}

    /** The fields that a word is used for, the likeliest first; empty for an unknown word. */
    static List<Field> of(String word) {
        return FIELDS.getOrDefault(normalized(word), List.of());
    }

    /** What to do about a word that is not the name of a field. */
    static Optional<String> advice(String word) {
        String names = String.join("' or '", of(word).stream().map(Field::wire).toList());
        return names.isEmpty()
                ? Optional.ofNullable(ADVICE.get(normalized(word)))
                : Optional.of("did you mean '" + names + "'?");
    }

    private static String normalized(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
