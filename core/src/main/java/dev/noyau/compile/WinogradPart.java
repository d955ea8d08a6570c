package dev.noyau.compile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [Step.Winograd] does: all of a convolution while its tiles are near, or one part of it for all tiles, where
/// the weights are so many that each should be read once.
public sealed interface WinogradPart {
    WinogradTiles tiles();

    List<Buffer> reads();

    List<Buffer> writes();

    /// `G w Gᵀ` for each filter and channel; `packed` is a worker's room for a few of them in the order of
    /// [Step.PackWeights].
    record Weights(WinogradTiles tiles, Buffer weights, Buffer packed, Buffer transformed) implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return List.of(weights);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(packed, transformed);
        }
    }

    /// The planes of all patches of all images.
    ///
    /// @param chunk tiles of the planes, here and in the other parts
    /// @param gradient whether the image is the output's gradient, for that of the weights
    record Input(WinogradTiles tiles, int chunk, Buffer image, boolean gradient, Buffer planes)
            implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return List.of(image);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(planes);
        }
    }

    /// For each point the product of the weights and the planes.
    record Product(WinogradTiles tiles, int chunk, Buffer planes, Buffer transformed, Buffer products)
            implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return List.of(planes, transformed);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(products);
        }
    }

    /// `y = relu?(Aᵀ m A + bias? + add?)`, or zero where the mask is not positive.
    record Output(WinogradTiles tiles, int chunk, Buffer products, Post post, Buffer y) implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return post.and(products);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// From the image to the result, chunk by chunk; `planes` and `products` are a worker's room for
    /// one.
    record Whole(
            WinogradTiles tiles,
            int chunk,
            Buffer image,
            Buffer transformed,
            Buffer planes,
            Buffer products,
            Post post,
            Buffer y)
            implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return post.and(image, transformed);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(planes, products, y);
        }
    }

    /// A part that sums over tiles for the gradient of the weights.
    sealed interface GradientPlanes extends WinogradPart {
        /// Patches of the input.
        Buffer planes();

        /// Tiles of the output's gradient.
        Buffer gradientPlanes();

        /// For each point the sum over tiles, as transformed weights lie.
        Buffer sums();
    }

    /// From image and gradient to one partial gradient of the weights, chunk by chunk; `planes`,
    /// `gradientPlanes` and
    /// `sums` are a worker's room.
    ///
    /// @param partials as those of [Step.BackwardWeights]
    record Gradient(
            WinogradTiles tiles,
            int chunk,
            Buffer x,
            Buffer dy,
            Buffer planes,
            Buffer gradientPlanes,
            Buffer sums,
            Buffer partials)
            implements GradientPlanes {
        @Override
        public List<Buffer> reads() {
            return List.of(x, dy);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(planes, gradientPlanes, sums, partials);
        }
    }

    /// For each point the sum over all tiles.
    record GradientProduct(WinogradTiles tiles, int chunk, Buffer planes, Buffer gradientPlanes, Buffer sums)
            implements GradientPlanes {
        @Override
        public List<Buffer> reads() {
            return List.of(planes, gradientPlanes);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(sums);
        }
    }

    /// `Gᵀ u G` for each filter and channel.
    record GradientFilters(WinogradTiles tiles, Buffer sums, Buffer partials) implements WinogradPart {
        @Override
        public List<Buffer> reads() {
            return List.of(sums);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(partials);
        }
    }

    /// What happens to the results.
    ///
    /// @param add what is added, before ReLU
    /// @param mask the output whose sign masks a gradient; not together with the others
    record Post(
            @Nullable Buffer bias,
            @Nullable Buffer add,
            boolean relu,
            @Nullable Buffer mask) {
        private List<Buffer> and(Buffer... others) {
            List<Buffer> all = new ArrayList<>(List.of(others));
            for (Buffer b : new Buffer[] {bias, add, mask}) {
                if (b != null) {
                    all.add(b);
                }
            }
            return all;
        }

        @Override
        public String toString() {
            return (bias == null ? "" : " + bias")
                    + (add == null ? "" : " + add")
                    + (relu ? " + relu" : "")
                    + (mask == null ? "" : " + relu mask");
        }
    }

    /// What it does, with its sizes, for people.
    default String label() {
        String of = tiles().backward() ? "backward data " : "forward ";
        return "winograd "
                + switch (this) {
                    case Weights w -> of + "weights " + tiles();
                    case Input i -> (i.gradient ? "gradient " : of + "input ") + tiles();
                    case Product p -> of + "product " + tiles();
                    case Output o -> of + "output " + tiles() + o.post;
                    case Whole w -> of + tiles() + w.post;
                    case Gradient g -> "backward weights " + tiles();
                    case GradientProduct p -> "backward weights product " + tiles();
                    case GradientFilters f -> "backward weights filters " + tiles();
                };
    }

    /// Multiply-adds of the convolution that it computes, as they are counted for one image: not those
    /// that it does.
    default long macs() {
        return switch (this) {
            case Product _, Whole _, Gradient _, GradientProduct _ ->
                tiles().g().macs();
            case Weights _, Input _, Output _, GradientFilters _ -> 0;
        };
    }
}
