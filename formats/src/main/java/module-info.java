/// Everything that parses bytes of others: ONNX, safetensors, IDX, images.
module dev.noyau.formats {
    requires static transitive org.jspecify;
    requires transitive dev.noyau.core;
    requires transitive java.desktop;
    requires com.fasterxml.jackson.core;

    exports dev.noyau.formats.data;
    exports dev.noyau.formats.image;
    exports dev.noyau.formats.onnx;
    exports dev.noyau.formats.safetensors;

    provides dev.noyau.model.ModelFormat with
            dev.noyau.formats.onnx.OnnxFormat;
    provides dev.noyau.model.TensorFormat with
            dev.noyau.formats.safetensors.Safetensors;
}
