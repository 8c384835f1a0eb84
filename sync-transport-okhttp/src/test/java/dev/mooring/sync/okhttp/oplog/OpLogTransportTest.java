package dev.mooring.sync.okhttp.oplog;

import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import java.util.List;

/** The contract suite over the op-log dialect. */
class OpLogTransportTest extends DialectTransportTck {
    OpLogTransportTest() {
        super(OpLogFixtures.dialect());
    }

    @Override
    protected GoodExchange pull() {
        List<String> ops = List.of(OpLogFixtures.op(1), OpLogFixtures.op(3), OpLogFixtures.op(4), OpLogFixtures.op(9));
        return new GoodExchange(
                new Ask.Pull(OpLogFixtures.BEGIN),
                "{\"datasetGenerationKey\":\"gen-1\",\"ops\":[",
                ops,
                "],\"serverSeq\":9}\n");
    }

    @Override
    protected GoodExchange push() {
        Ask ask = OpLogFixtures.push(OpLogFixtures.BEGIN, OpLogFixtures.mutation(1), OpLogFixtures.mutation(2));
        return new GoodExchange(ask, "{\"datasetGenerationKey\":\"gen-1\",\"serverSeq\":17", List.of(), "}\n");
    }
}
