package dev.noyau.formats.torch;

import dev.noyau.formats.io.Archive;
import dev.noyau.formats.io.Damage;
import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Files that PyTorch's `torch.save` writes, as far as they hold state dicts: dictionaries of tensors,
/// which may be nested, with other plain values. Both forms are read: the zip file of PyTorch 1.6 and
/// newer, and the row of pickles of older ones. Neither Python nor a pickle is run; see [Pickle].
///
/// Tensors are named by the keys that lead to them, as `state_dict.module.conv1.weight`; texts and
/// numbers become words of the metadata. Floats of any width become F32, integers I64. Writing is left
/// to the other formats: a pickle is no good form for weights.
public final class TorchFormat implements TensorFormat {
    private static final List<String> ENDINGS = List.of(".pt", ".pth", ".th", ".pkl", "pytorch_model.bin");

    public TorchFormat() {}

    @Override
    public String name() {
        return "PyTorch (.pt, .pth, read only)";
    }

    @Override
    public boolean accepts(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    @Override
    public boolean recognises(Path file) throws IOException {
        byte[] head = InputFile.head(file, TorchLegacy.MAGIC.length);
        if (Arrays.equals(head, TorchLegacy.MAGIC)) {
            return true;
        }
        if (!Archive.isZip(head)) {
            return false;
        }
        try (Archive zip = new Archive(file)) {
            return TorchZip.pickle(zip) != null;
        } catch (FormatException e) {
            return false;
        }
    }

    @Override
    public Contents read(Path file) throws IOException {
        byte[] head = InputFile.head(file, TorchLegacy.MAGIC.length);
        try {
            return Archive.isZip(head) ? TorchZip.read(file) : TorchLegacy.read(file);
        } catch (FormatException e) {
            throw Damage.in(file, e);
        }
    }

    @Override
    public void write(Contents contents, Path file) throws IOException {
        throw new FormatException(file + ": PyTorch's own format is a pickle, which is not written; write .safetensors"
                + " (in Python: safetensors.torch.load_file) or .npz");
    }
}
