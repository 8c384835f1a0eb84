package dev.mooring.benchmarks;

import java.util.Arrays;

/** Runs one benchmark by name; its last line is one JSON object. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "help" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (name) {
            case "all" -> AllBenches.run();
            case "local-writes" -> LocalWrites.run();
            case "captured-writes" -> CapturedWrites.run();
            case "cells" -> Cells.run();
            case "many-edits" -> ManyEdits.run();
            case "apply" -> Forked.client(Apply.class, Forked.HEAP);
            case "powersync" -> Peers.run("PowerSync");
            case "json" -> Peers.run("JsonBench");
            case "android" -> Peers.run("AndroidBench");
            case "drain" -> Forked.client(Drain.class, Forked.HEAP);
            case "bootstrap" -> Forked.client(Bootstrap.class, Forked.HEAP);
            case "full-pull" -> Forked.client(FullPull.class, Forked.HEAP);
            case "first-sync" -> Forked.client(FirstSync.class, Forked.HEAP);
            case "overhead" -> Overhead.run();
            case "footprint" -> Forked.client(Footprint.class, "1g");
            case "cold-start" -> ColdStart.run();
            case "idle" -> Forked.client(Idle.class, "256m");
            case "scale" -> Scale.run();
            case "locks" -> LockTimes.run();
            case "live" -> Live.run();
            case "server" -> StandIns.serve(rest);
            case "child" -> Forked.child(rest);
            default -> {
                System.out.println("usage: mvn -q -B -Pbench -Dbench=local-writes|drain|bootstrap|full-pull|overhead");
                System.out.println(
                        "       mvn -q -B -Pbench -Dbench=captured-writes|apply|many-edits|cells|live|first-sync");
                System.out.println("       mvn -q -B -Pbench -Dbench=footprint|cold-start|idle|scale|all");
                System.out.println("       mvn -q -B -Pbench,peers -Dbench=powersync");
                System.out.println("       mvn -q -B -Pbench,jmh -Dbench=json");
                System.out.println("       mvn -q -B -Pbench,android -Dbench=android -Dbench.android=local-writes");
                System.out.println("  -Dbench.count=N   mutations or changes, instead of the benchmark's own number");
                System.out.println(
                        "  -Dbench.dialect=event-log|op-log|row-sync|entity-sync  (drain, bootstrap, footprint)");
                System.out.println("  -Dbench.runs=N    how often all are run (all)");
                System.out.println("  -Dbench.rounds=N  measured rounds, each baseline and Mooring in turn");
            }
        }
    }
}
