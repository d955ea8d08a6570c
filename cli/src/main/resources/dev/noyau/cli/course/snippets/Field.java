import dev.noyau.analysis.ReceptiveField;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;

void main() {
    var net = Network.of(
            Shape.of(1, 64, 64),
            Sequential.of(
                    Conv2d.of(8, 3).stride(2).padding(1),
                    Conv2d.of(8, 3).stride(2).padding(1)));
    IO.println(ReceptiveField.of(net));
    IO.println(ReceptiveField.of(net).last().region(5, 5)); // rows, columns
}
