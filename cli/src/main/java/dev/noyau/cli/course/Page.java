package dev.noyau.cli.course;

import com.samskivert.mustache.Mustache;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Puts pages together. What they need to be drawn is on them or beside them: no network is asked for anything.
final class Page {
    /// D3, from its web jar: version 7, ISC licence.
    private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/d3.min.js";

    private Page() {}

    /// A page with its style and scripts inside.
    static String alone(Language language, String title, String body) throws IOException {
        String head = "<style>" + resource("noyau.css") + "</style><script>" + resource(D3) + "</script><script>"
                + resource("noyau.js") + "</script>";
        return fill(language, title, head, "<span>Noyau</span>", body, "");
    }

    /// A page that finds its style and scripts beside it or one folder above.
    static String linked(Language language, String title, String navigation, String body, String foot)
            throws IOException {
        String head = "<link rel=\"stylesheet\" href=\"../noyau.css\"><script src=\"../d3.min.js\"></script>"
                + "<script src=\"../noyau.js\"></script>";
        return fill(language, title, head, navigation, body, foot);
    }

    private static String fill(
            Language language, String title, String head, String navigation, String body, String foot)
            throws IOException {
        return template(
                resource("page.mustache"),
                Map.of(
                        "lang", language.code(),
                        "title", title,
                        "head", head,
                        "navigation", navigation,
                        "body", body,
                        "foot", foot,
                        "theme", language.say("light or dark", "clair ou sombre")));
    }

    /// Fills a template; a name that has no value is an error.
    static String template(String text, Map<String, ?> values) {
        return Mustache.compiler().compile(text).execute(values);
    }

    static String d3() throws IOException {
        return resource(D3);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + ": missing from the program's jars");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
