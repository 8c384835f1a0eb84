package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptValue;
import java.util.regex.Pattern;

/** A column's type: what a push may bring, and how the value is kept, which is how a pull shows it. */
enum ColumnKind {
    TEXT {
        @Override
        Object present(Object given) {
            return ScriptValue.text(given);
        }
    },
    UUID {
        @Override
        Object present(Object given) {
            if (!isUuid(given)) {
                throw SqlError.invalidText();
            }
            return given;
        }
    },
    /** Of 32 bits. */
    INT {
        @Override
        Object present(Object given) {
            double number = ScriptValue.number(given);
            if (Double.isNaN(number) || number != Math.rint(number)) {
                throw SqlError.invalidText();
            }
            if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
                throw SqlError.outOfRange();
            }
            return number;
        }
    },
    FLOAT {
        @Override
        Object present(Object given) {
            double number = ScriptValue.number(given);
            if (Double.isNaN(number)) {
                throw SqlError.invalidText();
            }
            return number;
        }
    },
    /** On the wire 0 or 1. */
    BOOL {
        @Override
        Object present(Object given) {
            return ScriptValue.truthy(given) && !"0".equals(given) && !"false".equals(given) ? 1.0 : 0.0;
        }

        @Override
        String shown(Object kept) {
            return kept.equals(1.0) ? "t" : "f";
        }
    },
    /** Without time zone: an offset that comes is dropped, not converted. */
    TIME {
        @Override
        Object present(Object given) {
            return Stamps.text(Stamps.local(ScriptValue.text(given))) + "Z";
        }

        @Override
        String shown(Object kept) {
            String text = kept.toString();
            return text.substring(0, text.length() - 1).replace('T', ' ');
        }
    },
    /** With time zone: shown with an offset of two digits, which neither of Java's parsers takes. */
    TIME_WITH_ZONE {
        @Override
        Object present(Object given) {
            return Stamps.text(Stamps.instant(ScriptValue.text(given))) + "+00";
        }

        @Override
        String shown(Object kept) {
            return kept.toString().replace('T', ' ');
        }
    };

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    static boolean isUuid(Object value) {
        return value instanceof String text && UUID_TEXT.matcher(text).matches();
    }

    abstract Object present(Object given);

    final Object keep(Object given) {
        return given instanceof ScriptValue.Nothing ? ScriptValue.Nothing.NULL : present(given);
    }

    /** As the database prints it in an error. */
    String shown(Object kept) {
        return ScriptValue.text(kept);
    }
}
