package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Puts what went wrong on the way into words, without the address book of the stack trace. */
final class Breakage {
    private Breakage() {}

    /** Why there was no answer at all. */
    static String before(IOException failure, String host, Said said) {
        if (failure instanceof UnknownHostException) {
            return "the name " + host + " cannot be resolved";
        }
        if (failure instanceof ConnectException) {
            return "no connection to " + host;
        }
        if (failure instanceof SSLException) {
            return "TLS with " + host + " failed: " + tls(String.valueOf(failure.getMessage()), said);
        }
        if (failure instanceof InterruptedIOException) {
            return "no answer in time";
        }
        if (failure instanceof SocketException || failure.getCause() instanceof EOFException) {
            return "the connection to " + host + " broke before an answer";
        }
        return "no valid HTTP from " + host + ": " + said.by(failure.getMessage());
    }

    /** Why nothing of an answer could be used. */
    static String during(IOException failure, boolean compressed, Said said) {
        String phrase = during(failure, compressed);
        // What is wrong with JSON is worth more words than a count can have.
        return failure instanceof JsonProcessingException json && !(failure instanceof JsonEOFException)
                ? phrase + ": " + said.by(json.getOriginalMessage())
                : phrase;
    }

    /** Why an answer ended before its end, as one of a few phrases to count by. */
    static String during(IOException failure, boolean compressed) {
        if (failure instanceof Bounded.TooLarge) {
            return "the answer is larger than 128 MB";
        }
        if (failure instanceof Rows.TooMany) {
            return "the answer has more than 25000 rows";
        }
        if (failure instanceof InterruptedIOException) {
            return "the answer did not end in time";
        }
        if (failure instanceof EOFException
                || failure instanceof JsonEOFException
                || failure instanceof ProtocolException) {
            return "the answer is cut off";
        }
        if (failure instanceof JsonProcessingException) {
            return "the answer is no valid JSON";
        }
        boolean broken = failure instanceof SocketException || failure instanceof SSLException || !compressed;
        return broken ? "the connection broke within the answer" : "the compression of the answer is corrupt";
    }

    /** The JDK's words for it change from release to release, and name its own classes. */
    private static String tls(String message, Said said) {
        return message.contains("PKIX path")
                ? "no authority that Java trusts vouches for its certificate"
                : said.by(message);
    }
}
