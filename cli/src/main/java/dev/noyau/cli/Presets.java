package dev.noyau.cli;

import dev.noyau.train.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Whole sets of options of `noyau train` with a name, whose accuracy is known; docs/presets.md has the figures.
final class Presets {
    private static final String NESTEROV =
            "--optimizer nesterov --lr 0.1 --schedule one-cycle --weight-decay 5e-4 --batch 128";

    /// @param data what it is for, as after `--data`; where that has a folder, the command line names it
    /// @param words by option
    record Preset(String data, Map<String, String> words) {
        private static Preset of(String data, String... texts) {
            SequencedMap<String, String> m = new LinkedHashMap<>();
            String[] words = String.join(" ", texts).split(" ");
            for (int i = 0; i < words.length; i += 2) {
                m.put(words[i], words[i + 1]);
            }
            if (!data.contains(":")) {
                m.put("--data", data);
            }
            return new Preset(data, m);
        }
    }

    private static final SequencedMap<String, Preset> ALL = all();

    private Presets() {}

    private static SequencedMap<String, Preset> all() {
        SequencedMap<String, Preset> m = new LinkedHashMap<>();
        m.put(
                "mnist-best",
                Preset.of("mnist", "--model clothes-cnn --epochs 12 --augment affine:10:0.07:0.9:1.1:5", NESTEROV));
        m.put(
                "fashion-mnist",
                Preset.of("idx:DIR", "--model clothes-cnn --epochs 10 --augment flip,pad-crop:2", NESTEROV));
        m.put(
                "cifar10",
                Preset.of(
                        "cifar:DIR",
                        "--model resnet9 --epochs 8 --augment flip,pad-crop:4,cutout:8 --label-smoothing 0.1",
                        "--mean 0.4914,0.4822,0.4465 --std 0.247,0.2435,0.2616",
                        NESTEROV));
        m.put(
                "spoken-digits",
                Preset.of("wav:DIR", "--model sound-cnn --epochs 20 --batch 32 --optimizer adamw --lr 0.003"));
        return m;
    }

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /// @throws UsageException for an unknown name, with the nearest one
    static Preset get(String name) {
        Preset p = ALL.get(name);
        if (p == null) {
            throw new UsageException(Names.unknown("preset", name, names()).getMessage());
        }
        return p;
    }

    /// A command line with the options of its preset where it is silent; as it is where it names none.
    ///
    /// @throws UsageException for an unknown preset, and for one whose data is missing
    static Arguments applied(Arguments a) {
        @Nullable String name = a.text("--preset");
        if (name == null) {
            return a;
        }
        Preset p = get(name);
        Arguments all = a.or(p.words());
        if (all.text("--data") == null && all.positionals().isEmpty()) {
            throw new UsageException("--preset " + name + " is for data that you have: add --data " + p.data());
        }
        return all;
    }
}
