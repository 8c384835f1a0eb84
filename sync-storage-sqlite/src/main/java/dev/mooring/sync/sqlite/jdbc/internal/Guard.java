package dev.mooring.sync.sqlite.jdbc.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind a JDBC object that the app's code gets, and answers its calls: by a rule of its own, by JDBC's default, or else
 * by handing the call on to the driver's object, if that may be used.
 *
 * <p>A native image must be told of the interfaces: they are listed in {@code META-INF/native-image}.
 *
 * @param <T> the interface that the app sees
 */
abstract class Guard<T> implements InvocationHandler {
    private static final Object[] NOTHING = {};

    private final String what;
    private final T seen;

    Guard(Class<T> type, String what) {
        this.what = what;
        seen = type.cast(Proxy.newProxyInstance(Guard.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    /** What the app gets. */
    final T seen() {
        return seen;
    }

    /** The driver's object, if it may be used. */
    abstract T open() throws SQLException;

    /** Answers a call; {@link #handOn} does where no rule says otherwise. */
    abstract @Nullable Object answer(Method method, Object[] given) throws Throwable;

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        return answer(method, given == null ? NOTHING : given);
    }

    final @Nullable Object handOn(Method method, Object[] given) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> given[0] == seen;
            case "hashCode" -> System.identityHashCode(seen);
            case "toString" -> getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(seen));
            case "isWrapperFor" -> ((Class<?>) given[0]).isInstance(seen);
            case "unwrap" -> unwrap((Class<?>) given[0]);
            // JDBC's own, since the driver's would go round the rules. Android's JDBC has none of them.
            default -> method.isDefault() ? InvocationHandler.invokeDefault(seen, method, given) : drive(method, given);
        };
    }

    private Object unwrap(Class<?> type) throws SQLException {
        if (type.isInstance(seen)) {
            return seen;
        }
        throw new SQLException("the " + what + " is guarded and cannot be unwrapped to " + type.getName());
    }

    private @Nullable Object drive(Method method, Object[] given) throws Throwable {
        T driver = open();
        try {
            return method.invoke(driver, given);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
