package io.github.vastwatch.cli.paste;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes the words of a pasted command, its options too: only the options that the command itself has end them. */
public final class PastedWords implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec words, CommandSpec command) {
        List<String> taken = new ArrayList<>(words.<List<String>>getValue());
        do {
            taken.add(arguments.pop());
        } while (!arguments.isEmpty()
                && !command.optionsMap().containsKey(arguments.peek().replaceFirst("(?s)=.*", "")));
        words.setValue(taken);
    }
}
