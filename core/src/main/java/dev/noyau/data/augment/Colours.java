package dev.noyau.data.augment;

import dev.noyau.data.Picture;

/// The colours of a picture in [0, 1], whatever its normalisation.
final class Colours {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private final Picture picture;
    private final float[] values;
    private final int plane;

    Colours(Picture picture) {
        this.picture = picture;
        plane = picture.height() * picture.width();
        values = new float[picture.channels() * plane];
        for (int i = 0; i < values.length; i++) {
            int c = i / plane;
            values[i] = picture.values()[i] * picture.std(c) + picture.mean(c);
        }
    }

    /// Puts them back, normalised as they were.
    void store() {
        for (int i = 0; i < values.length; i++) {
            int c = i / plane;
            picture.values()[i] = (values[i] - picture.mean(c)) / picture.std(c);
        }
    }

    void brightness(float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = cut(factor * values[i]);
        }
    }

    void contrast(float factor) {
        double sum = 0;
        for (int i = 0; i < plane; i++) {
            sum += grey(i);
        }
        float mean = (float) (sum / plane);
        for (int i = 0; i < values.length; i++) {
            values[i] = cut(factor * values[i] + (1 - factor) * mean);
        }
    }

    void saturation(float factor) {
        for (int i = 0; i < plane; i++) {
            float grey = grey(i);
            for (int j = i; j < values.length; j += plane) {
                values[j] = cut(factor * values[j] + (1 - factor) * grey);
            }
        }
    }

    private float grey(int i) {
        return values.length == plane
                ? values[i]
                : RED * values[i] + GREEN * values[plane + i] + BLUE * values[2 * plane + i];
    }

    private static float cut(float v) {
        return Math.clamp(v, 0f, 1f);
    }

    /// Turns the hue: the largest and the smallest value of a pixel stay.
    void hue(float turn) {
        if (turn == 0) {
            return;
        }
        for (int i = 0; i < plane; i++) {
            float r = values[i];
            float g = values[plane + i];
            float b = values[2 * plane + i];
            float max = Math.max(r, Math.max(g, b));
            float range = max - Math.min(r, Math.min(g, b));
            if (range > 0) {
                float h = sixth(r, g, b, max, range) + 6 * turn;
                for (int c = 0; c < 3; c++) {
                    values[c * plane + i] = max - range * distance(h, 2 * c);
                }
            }
        }
    }

    /// The hue in sixths of the circle, red at 0.
    private static float sixth(float r, float g, float b, float max, float range) {
        if (max == r) {
            return (g - b) / range;
        }
        return max == g ? 2 + (b - r) / range : 4 + (r - g) / range;
    }

    /// How far a hue lacks a primary colour, in [0, 1]: nothing within a sixth of it, all beyond two.
    private static float distance(float hue, float primary) {
        float d = Math.abs(hue - primary) % 6;
        return Math.clamp(Math.min(d, 6 - d) - 1, 0f, 1f);
    }
}
