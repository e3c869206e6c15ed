package io.github.vastwatch.web;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** The templates of the page. Everything that they print is escaped for HTML. */
final class Templates {
    private final PebbleEngine engine;

    Templates() {
        ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
        loader.setPrefix("io/github/vastwatch/web");
        loader.setSuffix(".peb");
        engine = new PebbleEngine.Builder()
                .loader(loader)
                .defaultLocale(Locale.ROOT)
                .strictVariables(true)
                .build();
    }

    String render(String template, Map<String, Object> values) {
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(out, values);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + template, e);
        }
        return out.toString();
    }
}
