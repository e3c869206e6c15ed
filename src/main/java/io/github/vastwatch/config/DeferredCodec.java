package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A value that is read when more is known than its section: the value with its place is all that is read at first.
 *
 * @param form its JSON Schema
 * @param secrets the names of the secret keys in it
 */
record DeferredCodec(Supplier<ObjectNode> form, boolean mayBeEmpty, Set<String> secrets) implements Codec<YamlValue> {

    static DeferredCodec of(Codec<?> codec) {
        return new DeferredCodec(codec::schema, codec.mayBeEmpty(), codec.secrets());
    }

    @Override
    public Optional<YamlValue> read(YamlValue value) {
        return Optional.of(value);
    }

    @Override
    public ObjectNode schema() {
        return form.get();
    }
}
