package dev.noyau.graph.op;

import static dev.noyau.graph.op.Run.onCanvas;
import static dev.noyau.graph.op.Run.part;
import static dev.noyau.graph.op.Run.random;
import static dev.noyau.graph.op.Run.run;
import static dev.noyau.graph.op.Run.subsampled;
import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Type;
import dev.noyau.reference.NdArray;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What padding, stride, dilation and groups mean, each said by the plain case; and that a convolution moves with
/// its input.
class WindowsTest {
    private static final int TRIES = 50;

    /// The same sums in another order.
    private static final double TOLERANCE = 1e-12;

    private static OpCase conv(Gen g) {
        return OpContracts.conv(g, 0);
    }

    private static NdArray padded(NdArray x, Window w, double fill) {
        Shape s = x.shape();
        return onCanvas(x, s.dim(2) + w.top() + w.bottom(), s.dim(3) + w.left() + w.right(), w.top(), w.left(), fill);
    }

    @Test
    void paddingIsZerosAroundTheImage() {
        Gen.check(TRIES, g -> {
            OpCase c = conv(g);
            Conv2d conv = (Conv2d) c.op();
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            Conv2d bare = new Conv2d(conv.window().padding(0, 0, 0, 0), conv.groups());
            assertClose(
                    "y",
                    run(conv, x, w).doubles(),
                    run(bare, padded(x, conv.window(), 0), w).doubles(),
                    TOLERANCE);
        });
    }

    @Test
    void paddingOfMaxPoolingIsLessThanAnyNumber() {
        Gen.check(TRIES, g -> {
            Window w = OpContracts.window(g, 2, 3, 4);
            w = w.padding(g.between(0, 1), g.between(0, 1), g.between(0, 1), g.between(0, 1));
            NdArray x = random(g, OpContracts.image(g, w, 2));
            assertThat(run(new MaxPool2d(w), x).doubles())
                    .isEqualTo(run(new MaxPool2d(w.padding(0, 0, 0, 0)), padded(x, w, Double.NEGATIVE_INFINITY))
                            .doubles());
        });
    }

    @Test
    void strideLeavesPixelsOut() {
        Gen.check(TRIES, g -> {
            OpCase c = conv(g);
            Conv2d conv = (Conv2d) c.op();
            Window win = conv.window();
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            NdArray all = run(new Conv2d(win.stride(1, 1), conv.groups()), x, w);
            assertThat(run(conv, x, w).doubles())
                    .isEqualTo(subsampled(all, win.sh(), win.sw()).doubles());
        });
    }

    @Test
    void dilationIsZerosBetweenTheTaps() {
        Gen.check(TRIES, g -> {
            OpCase c = conv(g);
            Conv2d conv = (Conv2d) c.op();
            Window win = conv.window();
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            Shape s = w.shape();
            NdArray spread = NdArray.of(Type.f32(Shape.of(s.dim(0), s.dim(1), win.extentH(), win.extentW())));
            for (int i = 0; i < w.size(); i++) {
                int row = i / win.kw() % win.kh() * win.dh();
                int plane = i / win.kw() / win.kh();
                spread.doubles()[(plane * win.extentH() + row) * win.extentW() + i % win.kw() * win.dw()] =
                        w.doubles()[i];
            }
            Window dense = win.kernel(win.extentH(), win.extentW()).dilation(1, 1);
            assertClose(
                    "y",
                    run(conv, x, w).doubles(),
                    run(new Conv2d(dense, conv.groups()), x, spread).doubles(),
                    TOLERANCE);
        });
    }

    @Test
    void groupsAreConvolutionsSideBySide() {
        Gen.check(TRIES, g -> {
            OpCase c = conv(g);
            Conv2d conv = (Conv2d) c.op();
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            NdArray y = run(conv, x, w);
            int filters = w.shape().dim(0) / conv.groups();
            int depth = w.shape().dim(1);
            for (int k = 0; k < conv.groups(); k++) {
                int group = k;
                NdArray alone = run(
                        new Conv2d(conv.window(), 1),
                        part(x, 1, channel -> channel / depth == group),
                        part(w, 0, filter -> filter / filters == group));
                assertThat(part(y, 1, channel -> channel / filters == group).doubles())
                        .isEqualTo(alone.doubles());
            }
        });
    }

    /// conv(shift(x)) = shift(conv(x)) where the window sees no border: shifted by a stride, the result moves one
    /// pixel.
    @Test
    void convolutionMovesWithItsInput() {
        Gen.check(TRIES, g -> {
            OpCase c = conv(g);
            Conv2d conv = (Conv2d) c.op();
            Window win = conv.window().padding(0, 0, 0, 0);
            Conv2d bare = new Conv2d(win, conv.groups());
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            Shape s = x.shape();
            // The image in the middle of a canvas of zeros, wide enough for both positions of every window.
            int top = 2 * win.extentH() * win.sh();
            int left = 2 * win.extentW() * win.sw();
            int height = s.dim(2) + 2 * top;
            int width = s.dim(3) + 2 * left;
            NdArray y = run(bare, onCanvas(x, height, width, top, left, 0), w);
            NdArray moved = run(bare, onCanvas(x, height, width, top + win.sh(), left + win.sw(), 0), w);
            Shape out = y.shape();
            assertThat(moved.doubles())
                    .isEqualTo(onCanvas(y, out.dim(2), out.dim(3), 1, 1, 0).doubles());
        });
    }

    /// The number of places where the window fits, counted.
    @Test
    void outputSizeIsTheNumberOfPlaces() {
        Gen.check(TRIES, g -> {
            Window w = OpContracts.window(g, 1, 2, 3, 4, 5);
            int h = g.between(1, 20);
            int count = 0;
            for (int top = -w.top(); top + w.extentH() <= h + w.bottom(); top += w.sh()) {
                count++;
            }
            if (count == 0) {
                assertThatThrownBy(() -> w.outH(h)).hasMessageStartingWith("the output would be empty: height " + h);
            } else {
                assertThat(w.outH(h)).isEqualTo(count);
            }
        });
    }

    /// 1×1 → 0, 3×3 → 1, 5×5 → 2; stride 1 keeps the size, stride 2 halves it.
    @ParameterizedTest
    @CsvSource({"1,1,0", "3,1,1", "5,1,2", "7,1,3", "3,2,2", "5,3,6"})
    void samePaddingKeepsTheSize(int kernel, int dilation, int padding) {
        Window w = Window.of(kernel).dilation(dilation, dilation).same();
        assertThat(w.top()).isEqualTo(padding);
        for (int size = 1; size < 20; size++) {
            assertThat(w.outH(size)).isEqualTo(size);
            assertThat(w.stride(2, 2).outW(size)).isEqualTo((size + 1) / 2);
        }
    }

    /// The course's sizes: 6×6 * 3×3 → 4×4, and 3×8×8 with K filters of 5×5 → K×4×4.
    @Test
    void givesTheSizesOfTheCourse() {
        assertThat(Window.of(3).outH(6)).isEqualTo(4);
        Type x = Type.f32(Shape.of(1, 3, 8, 8));
        Type w = Type.f32(Shape.of(7, 3, 5, 5));
        assertThat(new Conv2d(Window.of(5), 1).infer(List.of(x, w))).containsExactly(Type.f32(Shape.of(1, 7, 4, 4)));
    }

    /// X1[i,j] = Σ w[m,n]·X0[i+m,j+n]: a cross-correlation, the filter is not turned round.
    @Test
    void convolutionIsACrossCorrelation() {
        NdArray x = NdArray.of(Type.f32(Shape.of(1, 1, 1, 4)));
        x.load(new double[] {1, 10, 100, 1000});
        NdArray w = NdArray.of(Type.f32(Shape.of(1, 1, 1, 2)));
        w.load(new double[] {2, 3});
        assertThat(run(new Conv2d(Window.of(1, 2), 1), x, w).doubles()).containsExactly(32, 320, 3200);
    }
}
