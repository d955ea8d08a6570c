package dev.noyau.analysis;

import dev.noyau.tensor.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.stream.IntStream;

/// What a layer costs that gives as many numbers as it takes: fully connected, or as a convolution that keeps the size.
/// Exact; nothing is allocated.
///
/// @param input without the batch: (C, H, W)
/// @param kernel side of the convolution's filters
/// @param general the fully connected layer
/// @param convolution the convolution from C to C channels with zero padding
public record AffineCost(Shape input, int kernel, Cost general, Cost convolution) {
    private static final int FLOAT = 4;

    /// @param weights numbers to store
    /// @param biases further numbers to store
    /// @param bytes of the weights in float32
    /// @param macs multiply-adds for one input
    public record Cost(BigInteger weights, BigInteger biases, BigInteger bytes, BigInteger macs) {
        private static Cost of(BigInteger weights, BigInteger biases, BigInteger macs) {
            return new Cost(weights, biases, weights.multiply(BigInteger.valueOf(FLOAT)), macs);
        }

        /// The bytes in the largest decimal unit that leaves at least 1, as `3.4 TB`.
        public String size() {
            String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
            int u = 0;
            BigDecimal b = new BigDecimal(bytes);
            while (b.compareTo(BigDecimal.valueOf(1000)) >= 0 && u < units.length - 1) {
                b = b.movePointLeft(3);
                u++;
            }
            return b.setScale(u == 0 ? 0 : 1, RoundingMode.HALF_UP) + " " + units[u];
        }
    }

    /// @param kernel odd
    public static AffineCost of(Shape input, int kernel) {
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException(
                    "the kernel must be odd, so that a padding exists which keeps the size; found " + kernel);
        }
        BigInteger n =
                IntStream.of(input.dims()).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
        BigInteger c = BigInteger.valueOf(input.dim(0));
        BigInteger taps = c.multiply(BigInteger.valueOf(kernel).pow(input.rank() - 1));
        BigInteger all = n.multiply(n);
        return new AffineCost(input, kernel, Cost.of(all, n, all), Cost.of(taps.multiply(c), c, taps.multiply(n)));
    }
}
