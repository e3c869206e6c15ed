package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Offer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the JSON of an answer said.
 *
 * @param success false only where it says so itself
 * @param message its sentence, should it have one, or else its code
 * @param strange what stood in place of the list of offers; empty for a list
 * @param whole false where a row is lacking
 * @param truncated whether the server left out matches, as it says itself; empty where it does not say
 * @param rows how many rows there were, those that could not be read among them
 * @param dropped how often something was dropped, by cause
 * @param broken why it could not be read to its end
 */
record ParsedResponse(
        boolean success,
        String code,
        String message,
        Optional<String> strange,
        List<Offer> offers,
        boolean whole,
        Optional<Boolean> truncated,
        int rows,
        Map<String, Integer> dropped,
        Optional<IOException> broken) {}
