/// Everything that parses bytes of others: ONNX, safetensors, PyTorch, NumPy, data sets, images.
module dev.noyau.formats {
    requires static transitive org.jspecify;
    requires transitive dev.noyau.core;
    requires transitive java.desktop;
    requires com.fasterxml.jackson.core;

    exports dev.noyau.formats.data;
    exports dev.noyau.formats.image;
    exports dev.noyau.formats.numpy;
    exports dev.noyau.formats.onnx;
    exports dev.noyau.formats.safetensors;
    exports dev.noyau.formats.torch;

    provides dev.noyau.model.ModelFormat with
            dev.noyau.formats.onnx.OnnxFormat;
    provides dev.noyau.model.TensorFormat with
            dev.noyau.formats.safetensors.Safetensors,
            dev.noyau.formats.numpy.NumpyFormat,
            dev.noyau.formats.torch.TorchFormat;
}
