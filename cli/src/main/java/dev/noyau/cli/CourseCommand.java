package dev.noyau.cli;

import dev.noyau.cli.course.CourseSite;
import java.io.IOException;
import java.nio.file.Path;

/// `noyau course`: writes the course on convolutional networks as pages for a browser.
final class CourseCommand implements Command {
    private static final int STEPS = 400;

    @Override
    public String name() {
        return "course";
    }

    @Override
    public String description() {
        return "write the course on convolutional networks as pages";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Writes the course as a folder of pages that a browser opens without a network, in English and",
                        "in French. Every result is computed, and what learns is trained, while it is written.")
                .option("--lang", "en|fr", "one language only")
                .option("--out", "DIR", "folder (default: course)")
                .option("--steps", "N", "steps of the short trainings (default: " + STEPS + ")")
                .examples("noyau course", "noyau course --lang fr --out cours");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        String language = a.text("--lang", "");
        if (!language.isEmpty() && !language.equals("en") && !language.equals("fr")) {
            throw new UsageException("--lang: expects en or fr, found '" + language + "'");
        }
        Path out = Path.of(a.text("--out", "course"));
        console.detail("training while the pages are written ...");
        Path first = CourseSite.write(out, language, a.integer("--steps", STEPS, 1));
        if (console.json()) {
            console.out()
                    .println(Json.object(
                            json -> json.put("first", first.toString()).put("folder", out.toString())));
        } else {
            console.out().println("the course is in " + out + "; open " + first);
        }
        return Main.OK;
    }
}
