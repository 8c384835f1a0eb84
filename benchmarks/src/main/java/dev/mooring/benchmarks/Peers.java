package dev.mooring.benchmarks;

import java.lang.reflect.Method;

/** What only a profile compiles and fetches: comparisons with other libraries ({@code peers}), and JMH ({@code jmh}). */
final class Peers {
    private Peers() {}

    static void run(String name) throws Exception {
        Method run;
        try {
            run = Class.forName(Peers.class.getPackageName() + "." + name).getDeclaredMethod("run");
        } catch (ClassNotFoundException e) {
            System.out.println(name + " is not on the class path: run it with -Pbench,peers or -Pbench,jmh");
            return;
        }
        run.invoke(null);
    }
}
