package dev.noyau.cli;

import dev.noyau.Noyau;
import java.util.List;

/// What `noyau --help` prints.
final class RootHelp {
    private RootHelp() {}

    static String text(List<Command> commands) {
        StringBuilder s = new StringBuilder();
        s.append("noyau ").append(Noyau.version()).append(": convolutional networks, trained and run in pure Java\n\n");
        s.append("usage: noyau COMMAND [OPTION...]\n\ncommands:\n");
        int width = commands.stream().mapToInt(c -> c.name().length()).max().orElse(0);
        for (Command c : commands) {
            s.append("  ")
                    .append(Text.left(c.name(), width))
                    .append("   ")
                    .append(c.description())
                    .append('\n');
        }
        s.append("\noptions:\n");
        s.append("  --help      print this, or after a command's name all about that command\n");
        s.append("  --version   print the version\n");
        s.append("  --verbose   say more, with stack traces\n");
        s.append("\nexamples:\n");
        s.append("  noyau train mnist                                        learn handwritten digits, in seconds\n");
        s.append("  noyau predict runs/mnist-course-cnn/model.onnx digit.png tell what an image shows\n");
        s.append("  noyau train --help\n");
        return s.toString();
    }
}
