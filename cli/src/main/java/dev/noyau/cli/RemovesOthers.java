package dev.noyau.cli;

import dev.noyau.train.Listener;
import dev.noyau.train.TrainingEvent;
import java.io.IOException;

/// Removes what an earlier training left in the folder, once the new one has something of its own to put
/// there.
final class RemovesOthers implements Listener {
    private final RunFolder folder;
    private boolean done;

    RemovesOthers(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void on(TrainingEvent event) {
        boolean first = event instanceof TrainingEvent.EpochDone || event instanceof TrainingEvent.CheckpointWritten;
        if (first && !done) {
            done = true;
            try {
                folder.removeOthers();
            } catch (IOException e) {
                throw new CommandException(
                        folder.path() + ": the results of an earlier training cannot be removed, " + Failures.reason(e),
                        e);
            }
        }
    }
}
