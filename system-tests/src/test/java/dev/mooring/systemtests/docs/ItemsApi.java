package dev.mooring.systemtests.docs;

import java.util.List;

/** What the small REST server of the guide reads and writes; an app has such types already. */
// sample: own-api
public interface ItemsApi {
    record Item(String id, String write, boolean gone, String text) {}

    record Items(List<Item> items, String next, boolean more) {}

    record Write(String write, String id, boolean gone, String text) {}

    record Writes(String device, String since, List<Write> writes) {}

    record Result(String write, int status, String words) {}

    record Results(List<Result> results) {}
}
// end
