package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes failures while an answer is read, without class names. */
final class IoFailures {
    /** The answer of login portals, proxies and servers under maintenance. */
    static final String HTML_PAGE =
            "HTTP 200 with an HTML page where JSON was expected; a proxy or a login page may have answered";

    private IoFailures() {}

    /** Why no part of an answer could be used. */
    static String describe(IOException failure, boolean compressed) {
        String phrase = phrase(failure, compressed);
        if (!(failure instanceof JsonProcessingException json) || failure instanceof JsonEOFException) {
            return phrase;
        }
        @Nullable JsonLocation place = json.getLocation();
        return String.valueOf(json.getOriginalMessage()).startsWith("Unexpected character ('<'")
                ? HTML_PAGE
                : phrase + (place == null ? "" : " from byte " + place.getByteOffset() + " on");
    }

    /** Why an answer ended early, as one of a few phrases to count by. */
    static String phrase(IOException failure, boolean compressed) {
        if (failure instanceof StreamConstraintsException
                && String.valueOf(failure.getMessage()).startsWith("Document length")) {
            return "the answer is larger than 128 MB";
        }
        if (failure instanceof ResponseReader.TooManyRows) {
            return "the answer has more than 25000 rows";
        }
        if (failure instanceof InterruptedIOException) {
            return "the answer did not complete in time";
        }
        if (failure instanceof EOFException
                || failure instanceof JsonEOFException
                || failure instanceof ProtocolException) {
            return "the answer is cut off";
        }
        if (failure instanceof JsonProcessingException) {
            return "the answer is not valid JSON";
        }
        boolean isConnection = failure instanceof SocketException || failure instanceof SSLException || !compressed;
        return isConnection ? "the connection broke during the answer" : "the compression of the answer is corrupt";
    }
}
