package dev.noyau.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers as people read them. Not `String.format`, which takes 20 ms the first time.
final class Text {
    private Text() {}

    /// With so many digits behind the point.
    static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /// A share as `98.86 %`.
    static String percent(double share) {
        return fixed(100 * share, 2) + " %";
    }

    /// With commas between groups of three digits.
    static String grouped(long n) {
        StringBuilder s = new StringBuilder(Long.toString(Math.abs(n)));
        for (int i = s.length() - 3; i > 0; i -= 3) {
            s.insert(i, ',');
        }
        return n < 0 ? "-" + s : s.toString();
    }

    /// Without an exponent and without zeros at the end, as `0.001`.
    static String plain(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    /// Whole mebibytes, rounded up.
    static String mib(double bytes) {
        return grouped((long) Math.ceil(bytes / (1 << 20))) + " MiB";
    }

    /// A time as `4.2 s`, `3 min 12 s` or `2 h 05 min`.
    static String time(double seconds) {
        long s = Math.round(seconds);
        if (seconds < 60) {
            return fixed(seconds, 1) + " s";
        }
        return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
    }

    /// As a shell takes it for one word.
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /// As many columns, cut where it is longer.
    static String fit(String text, int width) {
        return text.length() > width ? text.substring(0, width) : text;
    }
}
