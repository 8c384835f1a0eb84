package dev.mooring.sync.internal.settings;

import dev.mooring.sync.Registration;
import dev.mooring.sync.status.SyncListener;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who observes a client, in the order of registration. They stay when the user is switched. From any thread. */
public final class Listeners {
    private final List<Place> places = new CopyOnWriteArrayList<>();

    /** One more, behind those that are there. The same listener may be there twice. */
    public Registration add(SyncListener listener) {
        Place place = new Place(Objects.requireNonNull(listener));
        places.add(place);
        return () -> places.remove(place);
    }

    /** Hands over each that is there now. */
    public void forEach(Consumer<SyncListener> action) {
        places.forEach(place -> action.accept(place.listener));
    }

    /** No other is equal to it, so that a registration ends itself alone. */
    private static final class Place {
        final SyncListener listener;

        Place(SyncListener listener) {
            this.listener = listener;
        }
    }
}
