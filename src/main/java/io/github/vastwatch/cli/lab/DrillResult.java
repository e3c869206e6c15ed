package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.OfferSource;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a drill came to, counted by the receiver.
 *
 * @param told the matches that arrived
 * @param lost those that the state says were told, or that are on the market and should have been, and did not arrive
 * @param twice those that arrived under more than one id, so that nobody could know them for repeats
 * @param repeats how often a delivery came again under its own id, which receivers drop
 */
record DrillResult(Set<String> told, Set<String> lost, Set<String> twice, int repeats) {
    /** What the drill's watch wants to pay. */
    static final BigDecimal LIMIT = new BigDecimal("0.42");

    private static final ObjectMapper JSON = new ObjectMapper();

    static DrillResult of(StateLocation state, List<String> truth, List<Receivers.Hook> hooks) throws IOException {
        Map<String, Set<String>> arrived = arrived(hooks);
        Set<String> lost = new TreeSet<>(truth);
        try (Store store = Store.beside(state)) {
            store.alerts(
                    Instant.EPOCH,
                    told -> told.alert()
                            .matches()
                            .forEach(match -> lost.add(match.key().toString())));
        }
        lost.removeAll(arrived.keySet());
        Set<String> twice = new TreeSet<>();
        arrived.forEach((key, ids) -> {
            if (ids.size() > 1) {
                twice.add(key);
            }
        });
        List<String> taken = taken(hooks).map(Receivers.Hook::id).toList();
        return new DrillResult(arrived.keySet(), lost, twice, taken.size() - new HashSet<>(taken).size());
    }

    /** What matches at a moment, by the market itself. */
    static List<String> truth(OfferSource market, Instant now) {
        return market.rows("on-demand", 20, now).stream()
                .filter(row -> row.path("gpu_name").asText().equals("RTX 4090"))
                .filter(row -> row.path("num_gpus").asInt() == 1)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("dph_total").decimalValue().compareTo(LIMIT) <= 0)
                .map(row -> "on-demand/" + row.path("machine_id").asLong() + "/1/RTX 4090")
                .distinct()
                .toList();
    }

    /** The matches that the receiver took, each with the ids under which they came. */
    static Map<String, Set<String>> arrived(List<Receivers.Hook> hooks) {
        Map<String, Set<String>> ids = new HashMap<>();
        taken(hooks).forEach(hook -> {
            for (JsonNode offer : parsed(hook.body()).path("data").path("offers")) {
                ids.computeIfAbsent(offer.path("key").asText(), key -> new HashSet<>())
                        .add(hook.id());
            }
        });
        return ids;
    }

    private static Stream<Receivers.Hook> taken(List<Receivers.Hook> hooks) {
        return hooks.stream().filter(hook -> hook.answered() == 200);
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own webhooks are JSON", e);
        }
    }

    /** How many deliveries wait. */
    static int pending(StateLocation state) {
        try (Store store = Store.beside(state)) {
            return store.channels().stream().mapToInt(ChannelState::pending).sum();
        } catch (IOException e) {
            // Not made yet.
            return 1;
        }
    }

    boolean isFlawless() {
        return !told.isEmpty() && lost.isEmpty() && twice.isEmpty();
    }

    @Override
    public String toString() {
        return "told " + told.size() + ", lost " + lost.size() + ", told under two ids " + twice.size();
    }
}
