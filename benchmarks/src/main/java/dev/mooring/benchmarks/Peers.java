package dev.mooring.benchmarks;

import java.lang.reflect.Method;

/** The comparisons with other libraries, which only the profile {@code peers} compiles and fetches. */
final class Peers {
    private Peers() {}

    static void run(String name) throws Exception {
        Method run;
        try {
            run = Class.forName(Peers.class.getPackageName() + "." + name).getDeclaredMethod("run");
        } catch (ClassNotFoundException e) {
            System.out.println(name + " is not on the class path: run it with -Pbench,peers");
            return;
        }
        run.invoke(null);
    }
}
