package io.github.vastwatch.cli.console;

/** The exit codes, which scripts rely on. */
public final class Exit {
    public static final int DONE = 0;
    public static final int NO = 1;
    public static final int WRONG_USAGE = 2;
    public static final int NO_ANSWER = 3;
    /** EX_IOERR of sysexits.h: the state or another file could not be read or written; later it may be possible. */
    public static final int FILE_TROUBLE = 74;
    /** EX_TEMPFAIL of sysexits.h: an alert could not be delivered. */
    public static final int UNDELIVERED = 75;
    /** EX_CONFIG of sysexits.h. */
    public static final int BAD_CONFIG = 78;

    private Exit() {}
}
