package dev.noyau.tensor;

/// The element type of a tensor. Only `F32` computes; `I64` carries labels, indices and random keys, `BOOL` masks.
public enum DType {
    F32(4),
    I64(8),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }
}
