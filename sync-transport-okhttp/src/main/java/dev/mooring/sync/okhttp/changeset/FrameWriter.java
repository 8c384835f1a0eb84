package dev.mooring.sync.okhttp.changeset;

import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes what frames are made of. */
final class FrameWriter {
    static final int NULL = 0;
    static final int WHOLE = 1;
    static final int REAL = 2;
    static final int TEXT = 3;
    static final int BOOL = 4;
    static final int BLOB = 5;

    private static final int MORE = 0x80;
    private static final int NEGATIVE = 0x40;

    private final Buffer to = new Buffer();

    FrameWriter u8(int value) {
        to.writeByte(value);
        return this;
    }

    FrameWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    FrameWriter i64(long value) {
        to.writeLong(value);
        return this;
    }

    FrameWriter varUint(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            u8(((int) rest & 0x7f) | MORE);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    FrameWriter varInt(long value) {
        long rest = Math.abs(value);
        int sign = value < 0 ? NEGATIVE : 0;
        u8(((int) rest & 0x3f) | sign | (rest >>> 6 == 0 ? 0 : MORE));
        rest >>>= 6;
        return rest == 0 ? this : varUint(rest);
    }

    FrameWriter text(String value) {
        return bytes(ByteString.encodeUtf8(value));
    }

    FrameWriter bytes(ByteString value) {
        varUint(value.size());
        to.write(value);
        return this;
    }

    FrameWriter site(ByteString site) {
        if (site.size() != Frame.SITE) {
            throw new IllegalArgumentException("a site has " + Frame.SITE + " bytes and not " + site.size());
        }
        to.write(site);
        return this;
    }

    FrameWriter siteOrNull(@Nullable ByteString site) {
        return site == null ? u8(NULL) : u8(BLOB).site(site);
    }

    FrameWriter value(Value value) {
        if (value instanceof Value.Whole whole) {
            return u8(WHOLE).i64(whole.number());
        } else if (value instanceof Value.Real real) {
            return u8(REAL).i64(Double.doubleToRawLongBits(real.number()));
        } else if (value instanceof Value.Text text) {
            return u8(TEXT).text(text.text());
        } else if (value instanceof Value.Bool bool) {
            return u8(BOOL).bool(bool.isTrue());
        } else if (value instanceof Value.Blob blob) {
            return u8(BLOB).bytes(blob.bytes());
        }
        return u8(NULL);
    }

    FrameWriter cell(Cell cell) {
        return text(cell.table())
                .bytes(cell.key())
                .text(cell.column())
                .value(cell.value())
                .i64(cell.version())
                .i64(cell.dbVersion())
                .siteOrNull(cell.site())
                .i64(cell.length())
                .varInt(cell.seq());
    }

    long size() {
        return to.size();
    }

    ByteString written() {
        return to.readByteString();
    }
}
