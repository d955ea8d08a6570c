package dev.noyau.cli.course;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;

/// A language of the pages: its words in figures, and how it writes numbers.
enum Language {
    EN(Locale.ENGLISH),
    FR(Locale.FRENCH);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    String code() {
        return locale.getLanguage();
    }

    /// One of two words.
    String say(String english, String french) {
        return this == EN ? english : french;
    }

    /// With the language's marks between groups of three digits.
    String number(Number n) {
        return new DecimalFormat("#,##0", symbols()).format(n);
    }

    /// With so many digits behind the point at most.
    String number(double x, int decimals) {
        BigDecimal d = BigDecimal.valueOf(x).setScale(decimals, RoundingMode.HALF_UP);
        return new DecimalFormat(decimals == 0 ? "#,##0" : "#,##0." + "#".repeat(decimals), symbols()).format(d);
    }

    String percent(double share) {
        return number(100 * share, 2) + say("%", "\u00a0%");
    }

    private DecimalFormatSymbols symbols() {
        return DecimalFormatSymbols.getInstance(locale);
    }

    /// The words that figures of networks use.
    Map<String, String> networkWords() {
        return Map.of(
                "input", say("input", "entrée"),
                "pick", say("The layer’s output: point at a pixel.", "La sortie de la couche : pointez un pixel."),
                "sees",
                        say(
                                "{layer}, pixel {at}: rows {rows}, columns {columns} of the input ({size})",
                                "{layer}, pixel {at} : lignes {rows}, colonnes {columns} de l’entrée ({size})"));
    }

    /// Those of figures of effective receptive fields.
    Map<String, String> effectiveWords() {
        return Map.of(
                "square", say("{share} in {side}×{side}", "{share} dans {side}×{side}"),
                "pixel",
                        say(
                                "row {row}, column {column} of the input: {share} of all",
                                "ligne {row}, colonne {column} de l’entrée : {share} du total"));
    }
}
