package dev.noyau.data;

/// Some samples of another data set.
final class Subset extends OtherDataset {
    private final int[] indices;

    private Subset(Dataset all, int[] indices) {
        super(all);
        this.indices = indices;
    }

    static Subset of(Dataset all, int[] indices) {
        for (int i : indices) {
            if (i < 0 || i >= all.size()) {
                throw new IllegalArgumentException(
                        "sample " + i + " does not exist: the data set has " + all.size() + " samples");
            }
        }
        return new Subset(all, indices.clone());
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        data.read(indices[index], inputs, at, targets, targetAt);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        data.read(indices[index], epoch, inputs, at, targets, targetAt);
    }
}
