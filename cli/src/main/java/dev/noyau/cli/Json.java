package dev.noyau.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.noyau.analysis.Interval;
import java.io.IOException;
import java.io.StringWriter;

/// Writes JSON, one object a line.
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator generator;

    private Json(JsonGenerator generator) {
        this.generator = generator;
    }

    /// Writes the members of an object, a list, or something in one.
    @FunctionalInterface
    public interface Body {
        void write(Json json) throws IOException;
    }

    /// An object on one line.
    public static String object(Body members) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = FACTORY.createGenerator(text)) {
            g.writeStartObject();
            members.write(new Json(g));
            g.writeEndObject();
        }
        return text.toString();
    }

    public Json put(String name, String value) throws IOException {
        generator.writeStringField(name, value);
        return this;
    }

    public Json put(String name, long value) throws IOException {
        generator.writeNumberField(name, value);
        return this;
    }

    public Json put(String name, boolean value) throws IOException {
        generator.writeBooleanField(name, value);
        return this;
    }

    /// A number; JSON has no infinities and no NaN, they are written as null.
    public Json put(String name, double value) throws IOException {
        generator.writeFieldName(name);
        return add(value);
    }

    /// A number of single precision, with as many digits as that has.
    public Json put(String name, float value) throws IOException {
        return put(name, Float.isFinite(value) ? Double.parseDouble(Float.toString(value)) : (double) value);
    }

    /// A number with so many digits behind the point.
    public Json put(String name, double value, int decimals) throws IOException {
        return put(name, rounded(value, decimals));
    }

    public Json object(String name, Body members) throws IOException {
        generator.writeObjectFieldStart(name);
        members.write(this);
        generator.writeEndObject();
        return this;
    }

    public Json list(String name, Body items) throws IOException {
        generator.writeArrayFieldStart(name);
        items.write(this);
        generator.writeEndArray();
        return this;
    }

    /// An item of a list.
    public Json add(String value) throws IOException {
        generator.writeString(value);
        return this;
    }

    /// An item of a list.
    public Json add(long value) throws IOException {
        generator.writeNumber(value);
        return this;
    }

    /// An item of a list.
    public Json add(double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumber(value);
        } else {
            generator.writeNull();
        }
        return this;
    }

    /// An item of a list, which is a list of two: the first whole number and the last.
    public Json add(Interval value) throws IOException {
        return addList(two -> two.add(value.first()).add(value.last()));
    }

    /// An object that is an item of a list.
    public Json addObject(Body members) throws IOException {
        generator.writeStartObject();
        members.write(this);
        generator.writeEndObject();
        return this;
    }

    /// A list that is an item of a list.
    public Json addList(Body items) throws IOException {
        generator.writeStartArray();
        items.write(this);
        generator.writeEndArray();
        return this;
    }

    private static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Double.isFinite(value) ? Math.rint(value * scale) / scale : value;
    }
}
