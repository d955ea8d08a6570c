import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

void main() {
    var convolution = ToeplitzMatrix.of(Window.of(1, 2), 1, 1, Shape.of(1, 4));
    IO.println(convolution.as(ToeplitzMatrix.Kind.GENERAL));
    IO.println(convolution.as(ToeplitzMatrix.Kind.LOCAL));
    IO.println(convolution);
}
