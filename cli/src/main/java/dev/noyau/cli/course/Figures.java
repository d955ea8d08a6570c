package dev.noyau.cli.course;

import dev.noyau.analysis.EffectiveField;
import dev.noyau.analysis.Interval;
import dev.noyau.analysis.LayerGraph;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.cli.Json;
import dev.noyau.graph.GraphSource;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Figures of a page: the data that a script draws when the page is opened.
final class Figures {
    private final Language language;

    Figures(Language language) {
        this.language = language;
    }

    /// A figure of a kind that the script knows.
    ///
    /// @param caption as HTML
    static String figure(String kind, String caption, Json.Body data) throws IOException {
        return "<figure data-draw=\"" + kind + "\"><div class=\"drawing\"></div><script type=\"application/json\">"
                + Json.object(data).replace("</", "<\\/") + "</script><figcaption>" + caption
                + "</figcaption></figure>\n";
    }

    private static void words(Json json, Map<String, String> words) throws IOException {
        json.object("labels", o -> {
            for (Map.Entry<String, String> w : words.entrySet()) {
                o.put(w.getKey(), w.getValue());
            }
        });
    }

    /// A network as a graph with what each pixel of each layer sees on an image.
    String network(GraphSource source, Shape input, String caption) throws IOException {
        ReceptiveField field = ReceptiveField.of(source, input);
        Map<String, List<String>> from = LayerGraph.of(source, input);
        List<ReceptiveField.Layer> layers =
                field.layers().stream().filter(l -> l.positions().size() == 2).toList();
        List<String> paths = layers.stream().map(ReceptiveField.Layer::path).toList();
        Picture image = Picture.digits(input.dim(1), input.dim(2));
        return figure("network", caption, json -> {
            words(json, language.networkWords());
            json.put("shape", input.pretty());
            json.object("image", o -> image(o, image));
            json.list("layers", list -> {
                for (ReceptiveField.Layer l : layers) {
                    list.addObject(o -> {
                        o.put("path", l.path())
                                .put("kind", l.kind())
                                .put("shape", l.output().pretty());
                        o.put("field", size(l));
                        o.list("from", f -> {
                            List<String> known = from.getOrDefault(l.path(), List.of());
                            for (String p : known.isEmpty() ? List.of("") : known) {
                                f.add(paths.indexOf(p));
                            }
                        });
                        o.list("rows", r -> intervals(r, l, 0));
                        o.list("columns", c -> intervals(c, l, 1));
                    });
                }
            });
        });
    }

    private static void intervals(Json json, ReceptiveField.Layer l, int axis) throws IOException {
        for (int i = 0; i < l.positions().get(axis); i++) {
            Interval seen = axis == 0
                    ? l.region(i, l.positions().get(1) / 2).get(0)
                    : l.region(l.positions().get(0) / 2, i).get(1);
            json.add(seen);
        }
    }

    /// The size of a field in few words.
    String size(ReceptiveField.Layer l) {
        return switch (l.axes().getFirst().kind()) {
            case ALL -> language.say("all", "tout");
            case UNEVEN -> "≤ " + l.axes().getFirst().size();
            case REGULAR ->
                String.join(
                        "–",
                        l.axes().getFirst().phases().stream()
                                .map(p -> Long.toString(p.size()))
                                .toList());
        };
    }

    static void image(Json json, Picture p) throws IOException {
        json.put("width", p.width()).put("height", p.height()).put("pixels", p.base64());
    }

    /// Receptive fields against depth.
    String fields(Map<String, ReceptiveField> fields, String caption) throws IOException {
        List<Series> series = new ArrayList<>();
        for (Map.Entry<String, ReceptiveField> f : fields.entrySet()) {
            List<double[]> points = new ArrayList<>();
            points.add(new double[] {0, 1});
            for (ReceptiveField.Layer l : f.getValue().layers()) {
                points.add(new double[] {points.size(), l.axes().getFirst().size()});
            }
            series.add(new Series(f.getKey(), points));
        }
        return curve(
                language.say("depth in layers", "profondeur en couches"),
                language.say("receptive field in pixels", "champ récepteur en pixels"),
                series,
                caption);
    }

    /// @param points x and y
    record Series(String name, List<double[]> points) {}

    static String curve(String x, String y, List<Series> series, String caption) throws IOException {
        return figure("curve", caption, json -> {
            json.put("x", x).put("y", y);
            json.list("series", list -> {
                for (Series s : series) {
                    list.addObject(o -> o.put("name", s.name()).list("points", points -> {
                        for (double[] p : s.points()) {
                            points.addList(two -> two.add(p[0]).add(p[1]));
                        }
                    }));
                }
            });
        });
    }

    /// Multiply-adds of each layer.
    String costs(Summary summary, String caption) throws IOException {
        return costs(
                summary.layers().stream()
                        .filter(l -> l.macs() > 0)
                        .map(l -> new Bar(l.path() + " " + l.kind(), l.macs()))
                        .toList(),
                caption);
    }

    /// @param value multiply-adds
    record Bar(String name, long value) {}

    String costs(List<Bar> bars, String caption) throws IOException {
        return figure("bars", caption, json -> {
            json.put("label", language.say("multiply-adds", "multiplications-additions"));
            json.list("items", list -> {
                for (Bar b : bars) {
                    list.addObject(o ->
                            o.put("name", b.name()).put("value", b.value()).put("text", language.number(b.value())));
                }
            });
        });
    }

    /// How much each pixel of the field counts, and the squares that hold shares of it.
    ///
    /// @param shares each with a frame
    String effective(EffectiveField e, List<Double> shares, String caption) throws IOException {
        Interval rows = e.field().size() == 1 ? new Interval(0, 0) : e.field().getFirst();
        Interval columns = e.field().getLast();
        ByteBuffer mass =
                ByteBuffer.allocate(Float.BYTES * rows.size() * columns.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int r = rows.first(); r <= rows.last(); r++) {
            for (int c = columns.first(); c <= columns.last(); c++) {
                mass.putFloat((float) e.mass()[r * e.width() + c]);
            }
        }
        return figure("heat", caption, json -> {
            words(json, language.effectiveWords());
            json.put("width", columns.size()).put("height", rows.size());
            json.put("row", rows.first()).put("column", columns.first());
            json.put("mass", Base64.getEncoder().encodeToString(mass.array()));
            json.list("squares", list -> {
                for (double share : shares) {
                    list.addObject(o -> o.put("side", e.side(share)).put("text", language.percent(share)));
                }
            });
        });
    }

    /// A convolution's matrix in its three steps.
    String matrix(ToeplitzMatrix shared, String caption) throws IOException {
        return figure(
                "matrix",
                caption,
                json -> json.list("steps", list -> {
                    for (ToeplitzMatrix.Kind k : ToeplitzMatrix.Kind.values()) {
                        ToeplitzMatrix m = shared.as(k);
                        list.addObject(o -> {
                            o.put("title", title(k)).put("weights", m.weights());
                            o.put(
                                    "text",
                                    language.number(m.weights())
                                            + language.say(" weights, ", " poids, ")
                                            + language.number(m.biases())
                                            + language.say(m.biases() == 1 ? " bias, " : " biases, ", " biais, ")
                                            + language.number(m.macs())
                                            + language.say(" multiply-adds", " multiplications-additions"));
                            o.list("names", rows -> {
                                for (int r = 0; r < m.rows(); r++) {
                                    int row = r;
                                    rows.addList(line -> {
                                        for (int c = 0; c < m.columns(); c++) {
                                            line.add(m.name(row, c));
                                        }
                                    });
                                }
                            });
                            o.list("ids", rows -> {
                                for (int r = 0; r < m.rows(); r++) {
                                    int row = r;
                                    rows.addList(line -> {
                                        for (int c = 0; c < m.columns(); c++) {
                                            line.add(m.weight(row, c));
                                        }
                                    });
                                }
                            });
                        });
                    }
                }));
    }

    private String title(ToeplitzMatrix.Kind k) {
        return switch (k) {
            case GENERAL -> language.say("fully connected", "entièrement connecté");
            case LOCAL -> language.say("connected to neighbours", "localement connecté");
            case SHARED -> language.say("convolution: shared weights", "convolution : poids partagés");
        };
    }
}
