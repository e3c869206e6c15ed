package io.github.vastwatch.offer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The distance between words, to suggest the one that was meant. */
public final class Spelling {
    private Spelling() {}

    /** The known word nearest to {@code word}; empty if none is near enough to be a typing error. */
    public static Optional<String> closest(String word, Collection<String> known) {
        // One error in three letters is a typo, more is another word.
        int maxDistance = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= maxDistance)
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code did you mean 'threshold'?} if a known word is near enough. */
    public static Optional<String> didYouMean(String word, Collection<String> known) {
        return closest(word, known).map(found -> "did you mean '" + found + "'?");
    }

    /** The known words that are nearest to {@code word}, the nearest first. */
    public static List<String> nearest(String word, Collection<String> known, int count) {
        return known.stream()
                .sorted(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .toList();
    }

    /** The number of insertions, deletions, substitutions and swaps of neighbours between two words; ignores case. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
