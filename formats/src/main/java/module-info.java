/// Everything that parses bytes of others: ONNX, safetensors, IDX, images.
module dev.noyau.formats {
    requires static transitive org.jspecify;
    requires dev.noyau.core;
    requires java.desktop;
    requires org.tribuo.util.onnx;
    requires com.google.protobuf;
}
