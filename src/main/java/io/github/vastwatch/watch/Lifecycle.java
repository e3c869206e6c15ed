package io.github.vastwatch.watch;

/**
 * How an offer has come to be there.
 *
 * @param shown answers in a row that showed it within the threshold
 * @param comeback whether it has returned after it was gone, and what for, until that is told
 * @param atStart whether it was there in the watch's first answer
 * @param revision of the watch's terms under which it was last seen
 */
public record Lifecycle(int shown, Comeback comeback, boolean atStart, int revision) {
    /** A return after an offer was gone. */
    public enum Comeback {
        NONE,
        /** It was away for less than the watch's rearm. */
        SOON,
        /** It is news again. */
        NEWS
    }

    public static final Lifecycle FIRST = new Lifecycle(1, Comeback.NONE, false, 0);

    Lifecycle shownAgain(int now) {
        return new Lifecycle(shown + 1, comeback, atStart, now);
    }

    /** There, but not within the threshold. */
    Lifecycle unshown(int now) {
        return new Lifecycle(0, comeback, atStart, now);
    }

    /** As it is once it is told; or settled without. */
    public Lifecycle settled() {
        return new Lifecycle(shown, Comeback.NONE, atStart, revision);
    }

    /** What was news and not told stays news, however short the stay was. */
    Lifecycle returned(boolean isNews, int now) {
        return new Lifecycle(1, isNews || comeback == Comeback.NEWS ? Comeback.NEWS : Comeback.SOON, atStart, now);
    }
}
