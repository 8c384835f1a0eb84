/** The sync engine and its API. */
module dev.mooring.sync {
    requires org.slf4j;
    requires static transitive org.jspecify;
}
