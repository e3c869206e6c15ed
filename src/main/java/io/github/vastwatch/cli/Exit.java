package io.github.vastwatch.cli;

/** The exit codes, which scripts rely on. */
final class Exit {
    static final int DONE = 0;
    static final int NO = 1;
    static final int WRONG_USAGE = 2;
    static final int NO_ANSWER = 3;
    /** EX_IOERR of sysexits.h: the state or another file could not be read or written; later it may be possible. */
    static final int FILE_TROUBLE = 74;
    /** EX_TEMPFAIL of sysexits.h: an alert could not be delivered. */
    static final int UNDELIVERED = 75;
    /** EX_CONFIG of sysexits.h. */
    static final int BAD_CONFIG = 78;

    private Exit() {}
}
