package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.Noyau;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that analyse a network: what they print, as JSON, and what they say to bad input.
class AnalysisTest {
    @TempDir
    Path temp;

    private static String out(String... args) {
        Run r = Run.of(args);
        assertThat(r.err()).isEmpty();
        assertThat(r.code()).isZero();
        return r.out();
    }

    private static void refused(String sentence, String... args) {
        Run r = Run.of(args);
        assertThat(r.code()).isNotZero();
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).contains(sentence);
    }

    private static Map<?, ?> only(Map<String, ?> json, String list) {
        List<?> l = (List<?>) java.util.Objects.requireNonNull(json.get(list));
        return (Map<?, ?>) l.getLast();
    }

    @Test
    void fieldOfTheCourse() {
        assertThat(out("rf", "stride2-4")).isEqualTo("""
                stride2-4

                layer                                  output  field  stride  padding
                ─────  ─────────────────────────────  ───────  ─────  ──────  ───────
                       input                          1×64×64      1       1        0
                0      Conv2d 3×3 stride 2 padding 1  8×32×32      3       2        1
                1      Conv2d 3×3 stride 2 padding 1  8×16×16      7       4        3
                2      Conv2d 3×3 stride 2 padding 1    8×8×8     15       8        7
                3      Conv2d 3×3 stride 2 padding 1    8×4×4     31      16       15

                """);
        assertThat(out("rf", "stride1-2")).contains("8×64×64      5       1        2");
        assertThat(out("rf", "stride1-4")).contains("8×64×64      9       1        4");
        assertThat(out("rf", "stride2-2")).contains("8×16×16      7       4        3");
    }

    @Test
    void fieldOfTheUnet() {
        assertThat(out("rf", "unet-valid", "--layer", "1")).isEqualTo("""
                1 Conv2d 1×1, output 2×388×388
                  rows: field 204, stride 1, padding 0
                    188 for 25.00 % of the positions
                    204 for 75.00 % of the positions
                  columns: field 204, stride 1, padding 0
                    188 for 25.00 % of the positions
                    204 for 75.00 % of the positions
                """);
        Map<?, ?> layer =
                only(Run.of("rf", "unet-valid", "--layer", "1", "--json").json(), "layers");
        assertThat(layer.get("path")).isEqualTo("1");
        assertThat(layer.get("size")).isEqualTo(List.of(204L, 204L));
        assertThat(layer.get("stride")).isEqualTo(List.of(1.0, 1.0));
        assertThat(layer.get("padding")).isEqualTo(List.of(0.0, 0.0));
        Map<String, Object> few = Map.of("size", 188L, "share", 0.25);
        Map<String, Object> most = Map.of("size", 204L, "share", 0.75);
        assertThat(layer.get("phases")).isEqualTo(List.of(List.of(few, most), List.of(few, most)));
    }

    @Test
    void patchOfOnePixel() {
        assertThat(out("rf", "stride2-2", "--at", "0,3"))
                .endsWith("pixel 0,3 of 1 Conv2d 3×3 stride 2 padding 1 sees rows 0-3 and columns 9-15 of the input\n");
        assertThat(Run.of("rf", "stride2-2", "--at", "0,3", "--json").json())
                .containsEntry("sees", List.of(List.of(0L, 3L), List.of(9L, 15L)));
    }

    @Test
    void probeAgrees() {
        assertThat(out("probe", "stride2-2", "--at", "5,5"))
                .startsWith("1 Conv2d 3×3 stride 2 padding 1, pixel [5, 5]\n")
                .contains(
                        "sees [17-23, 17-23] of the input, 49 pixels; found by back-propagation as the analysis says");
        assertThat(Run.of("probe", "pyramid", "--samples", "1", "--json").json())
                .containsEntry("equal", true)
                .containsKeys("sigma", "side_50", "side_95", "mass");
    }

    @Test
    void costOfTheCourse() {
        assertThat(out("cost")).isEqualTo("""
                one layer that keeps the size of an input of 3×480×640

                                                  fully connected            3×3 convolution
                weights                           849,346,560,000                         81
                biases                                    921,600                          3
                memory of the weights                      3.4 TB                  324 bytes
                multiply-adds                     849,346,560,000                 24,883,200
                """);
        assertThat(Run.of("cost", "--json").json())
                .containsEntry(
                        "fully_connected",
                        Map.of(
                                "weights", 849_346_560_000L,
                                "biases", 921_600L,
                                "bytes", 3_397_386_240_000L,
                                "multiply_adds", 849_346_560_000L));
    }

    @Test
    void matrixOfTheCourse() {
        assertThat(out("matrix")).isEqualTo("""
                input 1×4, output 1×3

                fully connected: 12 weights, 3 biases, 12 multiply-adds
                  W11 W12 W13 W14
                  W21 W22 W23 W24
                  W31 W32 W33 W34

                connected to neighbours: 6 weights, 3 biases, 6 multiply-adds
                  W11 W12 0   0
                  0   W22 W23 0
                  0   0   W33 W34

                convolution: 2 weights, 1 bias, 6 multiply-adds
                  W11 W12 0   0
                  0   W11 W12 0
                  0   0   W11 W12
                """);
        assertThat(only(Run.of("matrix", "--json").json(), "steps").get("weights"))
                .isEqualTo(2L);
        assertThat(out("matrix", "--input", "1x3x3", "--kernel", "3", "--padding", "1", "--stride", "2"))
                .contains("convolution: 9 weights, 1 bias, 16 multiply-adds\n  W22 W23 0   W32 W33 0   0   0   0\n");
    }

    @Test
    void equivarianceHoldsInside() {
        Map<?, ?> last = only(Run.of("equivariance", "stride1-4", "--json").json(), "layers");
        assertThat(last.get("whole")).isEqualTo(true);
        assertThat((Double) last.get("inside")).isLessThan(1e-5);
        assertThat((Double) last.get("border")).isGreaterThan(1e-3);
        assertThat(out("equivariance", "stride2-2"))
                .contains("0, 0.5")
                .contains("0, 0.25")
                .contains("not a whole pixel");
    }

    @Test
    void sizesThatAreTaken() {
        assertThat(out("sizes", "pyramid", "--input", "3x70x64")).isEqualTo("""
                pyramid for inputs of 3×70×64: not taken. 1.0.inner.1.0 Concat: inputs f32[1,16,35,32] and f32[1,32,36,32] \
                must be equal but for axis 1
                smallest padding that helps: to 3×72×64
                height: multiples of 8 from 8 on
                width: multiples of 8 from 8 on
                """);
        assertThat(out("sizes", "course-cnn", "--input", "1x56x84"))
                .startsWith("course-cnn for inputs of 1×56×84: gives 10×4×8");
        assertThat(Run.of("sizes", "lenet5", "--input", "1x32x32", "--json").json())
                .containsEntry("legal", false)
                .doesNotContainKey("padded");
    }

    @Test
    void searchFindsTheCourseNetwork() {
        assertThat(out("search", "--field", "31")).isEqualTo("""
                layers  kernel  of stride 2  field        output  multiply-adds
                     4     3×3            4     31      32×30×40    298,598,400
                     4     3×3            3     31      32×60×80    331,776,000
                     5     3×3            2     31    32×120×160    774,144,000
                     8     3×3            1     31    32×240×320  5,020,876,800
                    15     3×3            0     31    32×480×640 39,901,593,600
                """);
        assertThat(out("search", "--field", "31", "--macs", "1000")).startsWith("no chain of up to 24 layers");
        assertThat(Run.of("search", "--json").json()).containsKeys("input", "found");
    }

    @Test
    void pagesThatCannotBeWrittenAreSaidFirst() throws IOException {
        String file = temp.resolve("nowhere/x.html").toString();
        String sentence = "x.html: cannot be written, the folder " + temp.resolve("nowhere") + " does not exist";
        refused(sentence, "rf", "stride1-2", "--html", file);
        refused(sentence, "cost", "--html", file);
        refused(sentence, "matrix", "--html", file);
        refused(sentence, "summary", "course-cnn", "--html", file);
        refused(sentence, "equivariance", "stride1-2", "--html", file);
        refused(sentence, "profile", "course-tiny", "--chart", file);
        refused("it is a folder", "rf", "stride1-2", "--html", temp.toString());
        Path page = temp.resolve("x.html");
        refused("--batch: expects", "summary", "course-cnn", "--html", page.toString(), "--batch", "0");
        refused("too many to print", "matrix", "--input", "1x28x28", "--html", page.toString());
        assertThat(page).doesNotExist();
    }

    /// The curve is that of the size that was asked for, and names stand on the page as they are.
    @Test
    void aPageIsAboutTheSizeOfTheInput() throws IOException {
        Path model = temp.resolve("a&b.onnx");
        Network n = CourseNetworks.get("pyramid");
        Model.of(n, ModelInfo.of("pyramid", n.inputShape()), Noyau.backend()).save(model);
        Path page = temp.resolve("x.html");
        out("rf", model.toString(), "--html", page.toString());
        assertThat(Files.readString(page)).contains("a&b.onnx\",\"points\"").doesNotContain("&amp;amp;");
    }

    @Test
    void optionsThatDoNotGoTogether() {
        refused("--layer: belongs to a MODEL", "matrix", "--layer", "0");
        refused("--kernel: the layer of a MODEL has its own", "matrix", "course-tiny", "--layer", "0", "--kernel", "3");
        refused("--depth: expects at most 200 layers, found 201", "search", "--depth", "201");
    }

    @Test
    void sizesBeyond64Bits() {
        assertThat(out("cost", "--input", "3x999999999x999999999"))
                .contains("8,999,999,964,000,000,053,999,999,964,000,000,009");
        refused("too large to count", "search", "--input", "3x999999999x999999999");
    }

    @Test
    void badInputIsSaidInOneSentence() {
        refused("there is no layer '9'; did you mean '0'? The layers are 0, 1", "rf", "stride1-2", "--layer", "9");
        refused("there is no output pixel [64, 0]", "rf", "stride1-2", "--at", "64,0");
        refused("--at: expects rows and columns as 3,4, found 'x'", "rf", "stride1-2", "--at", "x");
        refused("unknown model 'stride1-5'; did you mean 'stride1-", "rf", "stride1-5");
        refused("729 rows and 784 columns, too many to print", "matrix", "--input", "1x28x28");
        refused(
                "921,600 rows and 921,600 columns",
                "matrix",
                "--input",
                "3x480x640",
                "--kernel",
                "3",
                "--padding",
                "1",
                "--filters",
                "3");
        refused("1: expected a convolution, found Relu", "matrix", "course-cnn", "--layer", "1");
        refused("the output would be empty", "matrix", "--kernel", "9");
        refused("expects channels, height and width", "rf", "stride1-2", "--input", "big");
        refused("pyramid takes inputs like 3×64×64", "sizes", "pyramid", "--input", "64x64");
        refused("by less than its size", "equivariance", "course-cnn", "--shift", "0,28");
        refused("the kernel must be odd", "cost", "--kernel", "2");
    }
}
