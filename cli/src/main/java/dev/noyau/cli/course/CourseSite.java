package dev.noyau.cli.course;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The course as a folder of pages, chapter by chapter, in two languages. All numbers are computed and the networks
/// trained while it is written.
public final class CourseSite {
    private static final String MARK = "##### ";
    private static final List<String> SNIPPETS = List.of("Matrix", "Field", "Digits");

    /// Sides of the image that is looked at patch by patch.
    private static final int PATCH_HEIGHT = 60;

    private static final int PATCH_WIDTH = 80;

    private CourseSite() {}

    /// @param body a template
    private record Chapter(String id, String title, String body) {}

    /// Names of the chapters, in order.
    public static List<String> chapters() throws IOException {
        return chapters(Language.EN).stream().map(Chapter::id).toList();
    }

    /// Writes the course.
    ///
    /// @param folder is made where there is none
    /// @param code `en` or `fr`; anything else for both
    /// @param steps of the trainings
    /// @return the first page
    public static Path write(Path folder, String code, int steps) throws IOException {
        Files.createDirectories(folder);
        Learned learned = Learned.of(steps);
        PatchByPatch patches = PatchByPatch.of(PATCH_HEIGHT, PATCH_WIDTH);
        Files.writeString(folder.resolve("noyau.css"), Page.resource("noyau.css"));
        Files.writeString(folder.resolve("noyau.js"), Page.resource("noyau.js"));
        Files.writeString(folder.resolve("d3.min.js"), Page.d3());
        Path first = folder;
        boolean one = code.equals("en") || code.equals("fr");
        for (Language l : Language.values()) {
            if (!one || l.code().equals(code)) {
                Path index = write(folder, l, !one, learned, patches);
                first = first.equals(folder) ? index : first;
            }
        }
        return first;
    }

    private static Path write(Path folder, Language l, boolean both, Learned learned, PatchByPatch patches)
            throws IOException {
        Map<String, Object> facts = new HashMap<>();
        for (String s : SNIPPETS) {
            facts.put("snippet" + s, snippet(s));
        }
        new LayerFacts(l, facts).add();
        new Exercises(l, facts).add();
        new LearningFacts(l, facts, learned).add(patches);
        Path own = Files.createDirectories(folder.resolve(l.code()));
        List<Chapter> chapters = chapters(l);
        for (int i = 0; i < chapters.size(); i++) {
            Chapter c = chapters.get(i);
            String body = Page.template(c.body(), facts);
            String foot = "<nav class=\"around\">" + (i > 0 ? link("← ", chapters.get(i - 1)) : "<span></span>")
                    + (i + 1 < chapters.size() ? link("→ ", chapters.get(i + 1)) : "") + "</nav>";
            String title = i + 1 + ". " + c.title();
            Files.writeString(
                    own.resolve(c.id() + ".html"), Page.linked(l, title, navigation(l, c.id(), both), body, foot));
        }
        StringBuilder list = new StringBuilder("<ol class=\"toc\">");
        chapters.forEach(c -> list.append("<li>").append(link("", c)).append("</li>"));
        Path index = own.resolve("index.html");
        Files.writeString(
                index,
                Page.linked(
                        l,
                        l.say(
                                "Convolutional networks: the executable course",
                                "Réseaux à convolution : le cours exécutable"),
                        navigation(l, "index", both),
                        "<p>"
                                + l.say(
                                        "From fully connected layers to convolution, to receptive fields, to U-Net. Every result and every figure was computed when these pages were made.",
                                        "Des couches entièrement connectées à la convolution, aux champs récepteurs, à l’U-Net. Chaque résultat et chaque figure ont été calculés quand ces pages furent faites.")
                                + "</p>" + list + "</ol>",
                        ""));
        return index;
    }

    private static String link(String arrow, Chapter c) {
        return "<a href=\"" + c.id() + ".html\">" + arrow + c.title() + "</a>";
    }

    private static String navigation(Language l, String id, boolean both) {
        String other = l == Language.EN ? "fr" : "en";
        return "<a href=\"index.html\">" + l.say("Contents", "Sommaire") + "</a>"
                + (both
                        ? "<a href=\"../" + other + "/" + id + ".html\" hreflang=\"" + other + "\">"
                                + l.say("Français", "English") + "</a>"
                        : "");
    }

    /// Java that a reader can run, as it stands in the pages.
    static String snippet(String name) throws IOException {
        return Page.resource("snippets/" + name + ".java").strip();
    }

    static List<String> snippets() {
        return SNIPPETS;
    }

    private static List<Chapter> chapters(Language l) throws IOException {
        List<Chapter> chapters = new ArrayList<>();
        for (String part : Page.resource(l.code() + ".mustache").split(MARK)) {
            if (!part.isBlank()) {
                int end = part.indexOf('\n');
                String[] head = part.substring(0, end).split(" \\| ");
                chapters.add(new Chapter(head[0].strip(), head[1].strip(), part.substring(end + 1)));
            }
        }
        return chapters;
    }
}
