package dev.noyau.pixels;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.Noyau;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;
import dev.noyau.zoo.Norm;
import dev.noyau.zoo.UNet;
import dev.noyau.zoo.UNet.Down;
import dev.noyau.zoo.UNet.Up;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmenterTest {
    private static final UNet NET = UNet.of(3).depth(2).width(4);

    /// Two ways to add up the same numbers.
    private static final double TOLERANCE = 1e-5;

    private static Model model(Layer layer) {
        Network n = Network.of(Shape.of(2, 64, 64), layer);
        return Model.of(n, ModelInfo.of("net", n.inputShape()), Noyau.backend());
    }

    private static Tensor noise(int h, int w) {
        Random random = new Random(h * 1000L + w);
        float[] x = new float[2 * h * w];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return Tensor.of(Shape.of(2, h, w), x);
    }

    static Stream<Layer> networks() {
        return Stream.of(
                NET,
                NET.skips(false),
                NET.up(Up.BILINEAR).norm(Norm.BATCH),
                NET.up(Up.TRANSPOSED).down(Down.STRIDE).residual(true),
                UNet.of(2).depth(3).width(3),
                Sequential.of(
                        Conv2d.of(4, 5).same(), new Relu(), Conv2d.of(3, 3).same()));
    }

    /// Also where the size is no multiple of the halvings, and with the least tile that is possible.
    @ParameterizedTest
    @MethodSource("networks")
    void tilesGiveWhatTheWholeImageGives(Layer layer) {
        Model m = model(layer);
        Sight sight = Sight.of(m);
        int least = 2 * sight.wide() + sight.step();
        for (int[] size : new int[][] {{3 * least + 5, 2 * least + 1}, {least / 2 + 1, 4 * least}}) {
            Tensor image = noise(size[0], size[1]);
            Tensor whole = Segmenter.of(m).tile(1 << 14).predict(image);
            float[] direct = m.predict(image).data();
            for (int tile : new int[] {least, least + 3 * sight.step() + 1}) {
                Tensor tiled = Segmenter.of(m).tile(tile).predict(image);
                assertThat(tiled.shape()).isEqualTo(whole.shape());
                assertClose("tile " + tile, tiled.data(), whole.data(), TOLERANCE);
            }
            int plane = size[0] * size[1];
            for (int i = 0; i < plane; i += 7) {
                assertThat(Metrics.best(whole.data(), i, whole.shape().dim(0), plane))
                        .isEqualTo(Metrics.best(direct, i, whole.shape().dim(0), plane));
            }
        }
    }

    @Test
    void mirrorImagesAreAveragedTileByTileAsForTheWhole() {
        Model m = model(NET);
        Tensor image = noise(90, 77);
        Tensor whole = Segmenter.of(m).flips(true).tile(1 << 14).predict(image);
        Tensor tiled = Segmenter.of(m).flips(true).tile(64).predict(image);
        assertClose("flips", tiled.data(), whole.data(), TOLERANCE);
        assertThat(whole.data()).isNotEqualTo(Segmenter.of(m).predict(image).data());
        for (int i = 0; i < 90 * 77; i++) {
            float sum = whole.data()[i] + whole.data()[90 * 77 + i] + whole.data()[2 * 90 * 77 + i];
            assertThat(sum).isBetween(0.9999f, 1.0001f);
        }
    }

    /// The sight of 2 blocks of two 3×3 convolutions around a halving by 2, and back: 2 pixels, (2 +
    /// 2 + 2) at half size.
    @Test
    void sightIsExact() {
        assertThat(Sight.of(Network.of(
                        Shape.of(1, 8, 8),
                        Sequential.of(
                                Conv2d.of(4, 5).same(),
                                new Relu(),
                                Conv2d.of(3, 3).same()))))
                .isEqualTo(new Sight(3, 1));
        Sight s = Sight.of(model(UNet.of(2).depth(1).width(3)));
        assertThat(s.step()).isEqualTo(2);
        assertThat(s.margin()).isBetween(8, 12);
    }

    /// A pixel changed just outside of what a tile's pixel sees changes nothing there; inside, it
    /// does.
    @Test
    void nothingBeyondTheSightMatters() {
        Model m = model(NET);
        Sight s = Sight.of(m);
        int n = 4 * s.wide();
        Tensor image = noise(n, n);
        int middle = n / 2 / s.step() * s.step();
        float[] before = m.predict(image).data();
        float[] changed = image.toArray();
        int column = middle + s.margin() + s.step();
        changed[middle * n + column] += 100;
        float[] after = m.predict(Tensor.of(image.shape(), changed)).data();
        assertThat(after[middle * n + middle]).isEqualTo(before[middle * n + middle]);
    }

    @Test
    void tileTooSmallForTheSightSaysWhatItNeeds() {
        Model m = model(NET);
        Sight s = Sight.of(m);
        assertThatThrownBy(() -> Segmenter.of(m).tile(2 * s.wide()).predict(noise(300, 300)))
                .hasMessageContaining("too small: the network sees " + s.margin())
                .hasMessageContaining("at least " + (2 * s.wide() + s.step()));
    }

    @Test
    void normsOverTheWholeImageAreNotCut() {
        Model m = model(NET.norm(Norm.GROUP));
        Tensor image = noise(41, 30);
        assertThat(Segmenter.of(m).predict(image).shape()).isEqualTo(Shape.of(3, 41, 30));
        assertThatThrownBy(() -> Segmenter.of(m).tile(32).predict(image))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("depends on the whole image");
    }

    @Test
    void networkForWholeImagesIsRefused() {
        Model m = model(Sequential.of(Conv2d.of(3, 3).stride(2).padding(1)));
        assertThatThrownBy(() -> Segmenter.of(m).predict(noise(64, 64)))
                .hasMessageContaining("an answer for each pixel");
    }

    /// 128 classes of 16 rows of 2^20 pixels are 2^31 numbers.
    @Test
    void answersThatNoArrayHoldsAreRefused() {
        Network n = Network.of(Shape.of(1, 64, 64), Conv2d.of(128, 3).same());
        Model m = Model.of(n, ModelInfo.of("net", n.inputShape()), Noyau.backend());
        PixelSource wide = new PixelSource() {
            @Override
            public int height() {
                return 100;
            }

            @Override
            public int width() {
                return 1 << 20;
            }

            @Override
            public void nextRow(float[] into, int at, int step) {}
        };
        assertThatThrownBy(() -> Segmenter.of(m).tile(17).run(wide, (p, at, step) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("segmenting: the answers of a row of tiles would be 128 planes of 16×1048576 pixels,"
                        + " 2147483648 numbers, and an array holds at most 2147483647; take smaller tiles, or cut the"
                        + " image");
    }

    /// An image a hundred times as high as what is kept of it.
    @Test
    void rowsAreReadOnceFromTheTop() throws IOException {
        Model m = model(Sequential.of(Conv2d.of(2, 3).same()));
        int[] asked = {0};
        int[] given = {0};
        PixelSource source = new PixelSource() {
            @Override
            public int height() {
                return 1600;
            }

            @Override
            public int width() {
                return 20;
            }

            @Override
            public void nextRow(float[] into, int at, int step) {
                for (int c = 0; c < 2; c++) {
                    into[at + c * step] = asked[0];
                }
                asked[0]++;
            }
        };
        Segmenter.of(m).tile(16).run(source, (p, at, step) -> {
            assertThat(asked[0] - given[0]).isLessThanOrEqualTo(16 + 1);
            assertThat(step).isEqualTo(20);
            given[0]++;
        });
        assertThat(given[0]).isEqualTo(1600);
        assertThat(asked[0]).isEqualTo(1600);
    }

    /// A high image, whose rows are made when they are asked for: a row is handed on as soon as its tiles are
    /// done, so never more than a band as high as a tile has been read and not answered, and the answers are
    /// those of the whole.
    @Test
    void onlyABandOfAHighImageIsHeld() throws IOException {
        Model m = model(NET);
        Sight sight = Sight.of(m);
        int tile = 2 * sight.wide() + 4 * sight.step();
        int h = 25 * tile;
        int w = 2 * tile + 3;
        Tensor image = noise(h, w);
        Tensor whole = Segmenter.of(m).tile(1 << 14).predict(image);
        int[] rows = new int[2];
        int[] held = new int[1];
        PixelSource source = new PixelSource() {
            @Override
            public int height() {
                return h;
            }

            @Override
            public int width() {
                return w;
            }

            @Override
            public void nextRow(float[] into, int at, int step) {
                for (int c = 0; c < 2; c++) {
                    System.arraycopy(image.data(), (c * h + rows[0]) * w, into, at + c * step, w);
                }
                rows[0]++;
                held[0] = Math.max(held[0], rows[0] - rows[1]);
            }
        };
        float[] found = new float[3 * h * w];
        Segmenter.of(m).tile(tile).run(source, (p, at, step) -> {
            for (int c = 0; c < 3; c++) {
                System.arraycopy(p, at + c * step, found, (c * h + rows[1]) * w, w);
            }
            rows[1]++;
        });
        assertThat(rows).containsExactly(h, h);
        assertThat(held[0]).isBetween(sight.wide(), tile);
        assertClose("rows", found, whole.data(), TOLERANCE);
    }
}
