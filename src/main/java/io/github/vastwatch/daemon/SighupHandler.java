package io.github.vastwatch.daemon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the config on SIGHUP. The JDK's class for signals is not a supported API, hence
 * the reflection.
 */
public final class SighupHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);

    private SighupHandler() {}

    /** Runs an action at each SIGHUP from now on, instead of exiting. */
    public static void handle(Runnable reaction) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    reaction.run();
                }
                return method.getReturnType() == int.class ? 0 : null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("HUP"),
                            Proxy.newProxyInstance(
                                    SighupHandler.class.getClassLoader(), new Class<?>[] {handler}, invocation));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("SIGHUP cannot be handled on this system ({}); a changed config is still noticed", e.toString());
        }
    }
}
