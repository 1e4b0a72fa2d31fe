package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Contents;
import adjoint.compiler.pack.ModelJar.Writes;
import adjoint.runtime.data.Encoder;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.Port;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the class that programs use: a model's arguments and results as parameters and types, its sizes as constants. */
final class Interface {

  private final Names names;
  private final Description model;
  private final Optional<Writes> writes;
  private final List<InterfacePart> inputs = new ArrayList<>();
  private final List<InterfacePart> outputs = new ArrayList<>();
  private final PositionNames positions;

  private Interface(Names names, Contents contents) {
    this.names = names;
    this.model = contents.model();
    this.writes = contents.writes();
    SequenceBatch.read(model.inputs()).forEach(field -> inputs.add(part(field)));
    for (Port port : model.signature().outputs()) {
      List<Axis> axes = model.axes(port);
      outputs.add(new InterfacePart(Names.variable(port.name()), JavaType.of(port.element(), axes.isEmpty()), axes,
          Shapes.of(axes) + (axes.size() > 1 ? ", row-major" : "")));
    }
    this.positions = new PositionNames(model);
  }

  /** A text is one value, however many tokens it has. */
  private static InterfacePart part(Field field) {
    List<Axis> axes = Encoder.readsText(field) ? List.of() : field.axes();
    String shape = Encoder.readsText(field) ? "a text" : Shapes.of(axes) + (axes.size() > 1 ? ", row-major" : "");
    return new InterfacePart(Names.variable(field.name()), JavaType.of(field), axes,
        shape + ": " + Shapes.treatment(field));
  }

  static String source(Names names, Contents contents) {
    return new Interface(names, contents).source();
  }

  private String source() {
    List<String> members = new ArrayList<>(List.of(constants(), loading()));
    if (model.draws()) {
      members.add(seeded());
    }
    members.add(single());
    members.add(into());
    members.add(MediaMethods.source(model, inputs, returned(), result()));
    members.add(label());
    if (inputs.size() > 1) {
      members.add(InterfacePart.record("Input", "The arguments of one example.", inputs));
      members.add("""
            /** As {@link #predict(%s)}. */
            public %s predict(Input input) {
              return predict(%s);
            }
          """.formatted(inputs.stream().map(p -> p.kind().type()).collect(Collectors.joining(", ")), result(),
          inputs.stream().map(p -> "input." + p.name() + "()").collect(Collectors.joining(", "))));
    }
    if (outputs.size() > 1) {
      members.add(InterfacePart.record("Output", "The results of one example.", outputs));
    }
    model.batch().ifPresent(_ -> members.add(batch()));
    writes.map(WritingMethods::source).ifPresent(members::add);
    members.add(positions.learnt());
    members.add("""
          /** What the model is, and its dims. */
          @Override
          public String toString() {
            return model.toString();
          }
        """);
    return header() + String.join("\n", members.stream().filter(m -> !m.isEmpty()).toList()) + "}\n";
  }

  private String header() {
    return """
        package %s;

        import adjoint.generated.Blueprint;
        import adjoint.runtime.model.Model;
        import adjoint.runtime.model.Workspace;
        import java.nio.file.Path;
        import java.util.ArrayList;
        import java.util.Iterator;
        import java.util.List;

        /**
         * The model %s: %s to %s.
         *
         * <p>One object serves any number of threads at once, virtual ones too. It holds no resource: nothing has to be closed.
         * Made by Adjoint.
         */
        public final class %s {

        """
        .formatted(names.packageName(), Shapes.escaped(model.signature().name()), InterfacePart.described(inputs),
            InterfacePart.described(outputs),
            names.simple());
  }

  private String constants() {
    Map<String, Set<Long>> sizes = new LinkedHashMap<>();
    List<InterfacePart> all = new ArrayList<>(inputs);
    all.addAll(outputs);
    all.forEach(p -> p.axes().stream().filter(Interface::isNamed)
        .forEach(a -> sizes.computeIfAbsent(a.name(), _ -> new TreeSet<>())
            .add(a.size().constant())));
    Map<String, String> constants = new LinkedHashMap<>();
    for (InterfacePart part : all) {
      for (Axis axis : part.axes().stream().filter(Interface::isNamed).toList()) {
        boolean clear = sizes.get(axis.name()).size() == 1;
        constants.put(Names.constant(clear ? axis.name() : part.name() + "_" + axis.name()), """
              /** The size of the dim %s%s. */
              public static final int %s = %s;
            """.formatted(axis.name(), clear ? "" : " of " + part.name(), "%s", axis.size()));
      }
    }
    return constants.entrySet().stream().map(e -> e.getValue().formatted(e.getKey()))
        .collect(Collectors.joining("\n")) + positions.declared();
  }

  /** An axis may be a number, `[1, Row, Column]`, and one of any length has no size. */
  private static boolean isNamed(Axis axis) {
    return axis.size().isConstant() && Character.isJavaIdentifierStart(axis.name().charAt(0));
  }

  private String loading() {
    return """
          private final Model model;

          private %1$s(Model model) {
            this.model = model;
          }

          /**
           * The model with the weights in this jar.
           *
           * @throws IllegalStateException where the jar is damaged
           */
          public static %1$s load() {
            return new %1$s(Model.load(Blueprint.PARTS));
          }

          /**
           * The model with other weights: a safetensors file, or the folder of a run.
           *
           * @throws IllegalArgumentException where they can't be read or belong to another model
           */
          public static %1$s load(Path weights) {
            return new %1$s(Model.load(Blueprint.PARTS, weights));
          }
        """.formatted(names.simple());
  }

  private String seeded() {
    return """
          /**
           * The same model with other random draws. They are a function of the seed, which is 0 otherwise: the same
           * arguments have the same result.
           */
          public %1$s seeded(int seed) {
            return new %1$s(model.seeded(seed));
          }
        """.formatted(names.simple());
  }

  private String single() {
    return """
          /**
           * Runs the model on one example.
           *
        %s   * @return %s
           * @throws IllegalArgumentException for a wrong number of values, and for values that the training data couldn't have had
           */
          public %s predict(%s) {
            Workspace workspace = model.borrow(1);
        %s    workspace.run(1);
            %s result = %s;
            model.giveBack(workspace);
            return result;
          }
        """
        .formatted(inputs.stream().map(p -> "   * @param " + p.name() + " " + Shapes.escaped(p.words()) + "\n")
            .collect(Collectors.joining()), returned(), result(),
            inputs.stream().map(InterfacePart::declaration)
                .collect(Collectors.joining(", ")),
            puts("    ", "0", InterfacePart::name), result(), value("0"));
  }

  /** For one array in and one out: the result goes where the caller says. */
  private String into() {
    if (inputs.size() != 1 || outputs.size() != 1 || !inputs.getFirst().kind().isReals()
        || !outputs.getFirst().kind().isReals() || model.opens()) {
      return "";
    }
    return """
          /**
           * Runs the model on one example, and allocates nothing.
           *
           * @param %1$s %2$s
           * @param out takes %3$s
           * @throws IllegalArgumentException as above, and for a wrong length of out
           */
          public void predict(float[] %1$s, float[] out) {
            Workspace workspace = model.borrow(1);
            workspace.put(0, 0, %1$s);
            workspace.run(1);
            workspace.reals(0, 0, out);
            model.giveBack(workspace);
          }
        """.formatted(inputs.getFirst().name().equals("out") ? "values" : inputs.getFirst().name(),
        Shapes.escaped(inputs.getFirst().words()), Shapes.escaped(outputs.getFirst().words()));
  }

  /** For one result along a dim whose positions have names. */
  private String label() {
    boolean one = outputs.size() == 1 && outputs.getFirst().kind().isReals() && outputs.getFirst().axes().size() == 1;
    if (!one || !positions.has(outputs.getFirst().axes().getFirst().name())) {
      return "";
    }
    return """
          /**
           * What the position of the largest result is called; its number where the weights don't know names.
           *
        %s   * @throws IllegalArgumentException as above
           */
          public String classify(%s) {
            Workspace workspace = model.borrow(1);
        %s    workspace.run(1);
            int largest = workspace.largest(0, 0);
            model.giveBack(workspace);
            List<String> names = model.names(%s);
            return largest < names.size() ? names.get(largest) : Integer.toString(largest);
          }
        """.formatted(inputs.stream().map(p -> "   * @param " + p.name() + " " + Shapes.escaped(p.words()) + "\n")
        .collect(Collectors.joining()),
        inputs.stream().map(InterfacePart::declaration).collect(Collectors.joining(", ")),
        puts("    ", "0", InterfacePart::name),
        Literal.quoted(outputs.getFirst().axes().getFirst().name()));
  }

  private String batch() {
    boolean one = inputs.size() == 1;
    String all = one ? inputs.getFirst().name() + "s" : "inputs";
    return """
          /**
           * Runs the model on several examples, which is faster than one by one%s.
           *
           * @param %s %s
           * @return for each: %s
           * @throws IllegalArgumentException as above
           */
          public %s predict(%s %s) {
        %s  }
        """.formatted(model.rowwise() ? " and gives the same bits" : "; they depend on each other", all,
        one ? "for each example: " + Shapes.escaped(inputs.getFirst().words()) : "the examples", returned(),
        outputs.size() == 1 ? outputs.getFirst().kind().type() + "[]" : "List<Output>",
        one ? inputs.getFirst().kind().type() + "[]" : "List<Input>", all, blocks(one, all));
  }

  /** Goes through the examples in blocks. */
  private String blocks(boolean one, String all) {
    String length = one ? all + ".length" : all + ".size()";
    boolean array = outputs.size() == 1;
    return """
            Workspace.given("%s", %s);
            %s
            for (int from = 0; from < %s;) {
              int count = Math.min(model.together(%s), %s - from);
              Workspace workspace = model.borrow(count);
              for (int i = 0; i < count; i++) {
        %s      }
              workspace.run(count);
              for (int i = 0; i < count; i++) {
                %s
              }
              model.giveBack(workspace);
              from += count;
            }
            return results;
        """.formatted(all, all, array
        ? outputs.getFirst().kind().type() + "[] results = " + outputs.getFirst().kind().array(length) + ";"
        : "List<Output> results = new ArrayList<>(" + length + ");",
        length, length, length,
        puts("        ", "i", p -> one ? all + "[from + i]" : all + ".get(from + i)." + p.name() + "()"),
        array ? "results[from + i] = " + value("i") + ";" : "results.add(" + value("i") + ");");
  }

  /** `workspace.put(0, i, image);` for each argument. */
  private String puts(String indent, String example, java.util.function.Function<InterfacePart, String> value) {
    return IntStream.range(0, inputs.size()).mapToObj(i -> indent + "workspace.put(" + i + ", " + example + ", "
        + value.apply(inputs.get(i)) + ");\n").collect(Collectors.joining());
  }

  private String value(String example) {
    String values = IntStream.range(0, outputs.size())
        .mapToObj(i -> "workspace." + outputs.get(i).kind().getter() + "(" + i + ", " + example + ")")
        .collect(Collectors.joining(", "));
    return outputs.size() == 1 ? values : "new Output(" + values + ")";
  }

  private String result() {
    return outputs.size() == 1 ? outputs.getFirst().kind().type() : "Output";
  }

  private String returned() {
    return outputs.size() == 1 ? Shapes.escaped(outputs.getFirst().words()) : "the results by their names";
  }
}
