package io.github.vastwatch.notify;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.PrintNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.SetNode;
import io.pebbletemplates.pebble.node.expression.BinaryExpression;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.operator.BinaryOperatorImpl;
import io.pebbletemplates.pebble.parser.Parser;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.ForTokenParser;
import io.pebbletemplates.pebble.tokenParser.SetTokenParser;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Those parts of Pebble that can run long or make much of little, each within its {@link Effort}. */
final class Bounded {
    private Bounded() {}

    /** A loop of which the turns are counted. */
    static final class For extends ForTokenParser {
        @Override
        public RenderableNode parse(Token token, Parser parser) {
            RenderableNode parsed = super.parse(token, parser);
            if (!(parsed instanceof ForNode loop)) {
                throw new IllegalStateException("a loop is parsed to a loop");
            }
            List<RenderableNode> body = new ArrayList<>(loop.getBody().getChildren());
            body.add(0, new Turn(loop.getLineNumber()));
            return new ForNode(
                    loop.getLineNumber(),
                    loop.getIterationVariable(),
                    loop.getIterable(),
                    new BodyNode(loop.getBody().getLineNumber(), body),
                    loop.getElseBody());
        }
    }

    private static final class Turn extends AbstractRenderableNode {
        Turn(int line) {
            super(line);
        }

        @Override
        public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context) {
            Effort.of(context).turn(getLineNumber());
        }

        @Override
        public void accept(NodeVisitor visitor) {}
    }

    /** A variable whose value has an end: it is what grows from turn to turn. */
    static final class Set extends SetTokenParser {
        @Override
        public RenderableNode parse(Token token, Parser parser) {
            RenderableNode parsed = super.parse(token, parser);
            if (!(parsed instanceof SetNode set)) {
                throw new IllegalStateException("a variable is parsed to a variable");
            }
            return new SetNode(set.getLineNumber(), set.getName(), new Value(set.getValue(), Effort.VALUE));
        }
    }

    /** An expression whose value has an end. */
    private record Value(Expression<?> value, long most) implements Expression<Object> {
        @Override
        public @Nullable Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            return Effort.of(context).bounded(value.evaluate(self, context), most, getLineNumber());
        }

        @Override
        public int getLineNumber() {
            return value.getLineNumber();
        }

        @Override
        public void accept(NodeVisitor visitor) {
            value.accept(visitor);
        }
    }

    /** What is printed. */
    static final class Print extends AbstractNodeVisitor {
        Print(PebbleTemplate template) {
            super((PebbleTemplateImpl) template);
        }

        @Override
        public void visit(PrintNode print) {
            print.setExpression(new Value(print.getExpression(), Effort.PRINTED));
            super.visit(print);
        }
    }

    /** An operator that makes a longer value of two: of neither more, nor together, than a variable may hold. */
    static BinaryOperator joining(BinaryOperator operator) {
        return new BinaryOperatorImpl(
                operator.getSymbol(),
                operator.getPrecedence(),
                () -> new Joined(operator.createInstance()),
                operator.getType(),
                operator.getAssociativity());
    }

    private static final class Joined extends BinaryExpression<Object> {
        private final BinaryExpression<?> inner;

        Joined(BinaryExpression<?> inner) {
            this.inner = inner;
        }

        @Override
        public @Nullable Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            inner.setLineNumber(getLineNumber());
            inner.setLeft(new Value(getLeftExpression(), Effort.VALUE));
            inner.setRight(new Value(getRightExpression(), Effort.VALUE));
            return Effort.of(context).bounded(inner.evaluate(self, context), Effort.VALUE, getLineNumber());
        }
    }

    /** One of Pebble's filters; the longest that it may make is as long as its input times its arguments. */
    record OfFilter(Filter filter) implements Filter {
        private static final long MOST = 10_000_000;

        @Override
        public List<String> getArgumentNames() {
            return filter.getArgumentNames();
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object input,
                Map<String, Object> arguments,
                PebbleTemplate self,
                EvaluationContext context,
                int line) {
            Effort effort = Effort.of(context);
            effort.bounded(input, Effort.PRINTED, line);
            effort.bounded(arguments, Effort.PRINTED, line);
            if (Effort.size(input, Effort.PRINTED) * (1 + Effort.size(arguments, Effort.PRINTED)) > MOST) {
                throw new PebbleException(null, "a filter gets too much at once", line, null);
            }
            return filter.apply(input, arguments, self, context, line);
        }
    }

    /** The numbers from one to another, both included. */
    static final class Range implements Function {
        private static final int MOST = 1_000;

        @Override
        public List<String> getArgumentNames() {
            return List.of("start", "end", "increment");
        }

        @Override
        public Object execute(Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
            long start = whole(arguments.get("start"), line);
            long end = whole(arguments.get("end"), line);
            long step = arguments.containsKey("increment") ? whole(arguments.get("increment"), line) : 1;
            if (step == 0 || Math.abs((double) end - start) / Math.abs((double) step) > MOST) {
                throw new PebbleException(null, "a range has at most " + MOST + " numbers", line, null);
            }
            return LongStream.iterate(start, each -> step > 0 ? each <= end : each >= end, each -> each + step)
                    .boxed()
                    .toList();
        }

        private static long whole(@Nullable Object value, int line) {
            if (value instanceof Number number && number.doubleValue() == number.longValue()) {
                return number.longValue();
            }
            throw new PebbleException(null, "a range goes from one whole number to another", line, null);
        }
    }
}
