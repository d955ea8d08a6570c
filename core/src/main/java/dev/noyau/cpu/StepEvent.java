package dev.noyau.cpu;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// What Java Flight Recorder is told of one part of a step, see [Recorded].
@Name("dev.noyau.Step")
@Label("Plan Step")
@Category("Noyau")
@StackTrace(false)
final class StepEvent extends Event {
    @Label("Step")
    String step = "";

    @Label("Part")
    int part;

    @Label("Worker")
    int worker;

    @Label("Multiply-Adds of an Image")
    long macs;
}
