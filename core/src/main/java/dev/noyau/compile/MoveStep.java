package dev.noyau.compile;

import dev.noyau.graph.op.ResizeAxis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Steps that move pixels and channels of blocked images.
public sealed interface MoveStep extends Step {
    /// Some channels of an image and where they go: channel `channel + i` becomes channel `toChannel + i`, pixel (y, x)
    /// becomes (y + top, x + left); what then lies outside is left out.
    record Part(Buffer from, int channel, int count, int toChannel, int top, int left) {}

    /// Parts of images put together: concatenation, slices, padding with zeros and their gradients.
    ///
    /// @param covers whether the parts fill the result; else the rest is zero
    record Place(List<Part> parts, boolean covers, Buffer y, Partition partition) implements MoveStep {
        @Override
        public List<Buffer> reads() {
            return parts.stream().map(Part::from).distinct().toList();
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// Another size, row by row and then column by column, or the transpose of it.
    ///
    /// @param rows null where the height stays
    /// @param columns null where the width stays
    /// @param back whether it is the gradient
    record Resample(
            @Nullable ResizeAxis rows,
            @Nullable ResizeAxis columns,
            boolean back,
            Buffer x,
            Buffer y,
            Partition partition)
            implements MoveStep {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }
}
