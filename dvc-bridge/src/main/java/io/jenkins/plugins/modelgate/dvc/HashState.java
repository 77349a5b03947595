package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Remembers hashes of files from one snapshot to the next. */
interface HashState {
    /** The hash of a file, if it is surely still the same; else null. Names come in the order of the listing. */
    @CheckForNull
    byte[] find(String name, FileStat stat);

    /**
     * Keeps a hash.
     *
     * @param hashed when the file was read, in milliseconds since 1970, or before
     */
    void put(String name, FileStat stat, byte[] hash, long hashed);

    /** Remembers nothing. */
    HashState NONE = new HashState() {
        @Override
        public byte[] find(String name, FileStat stat) {
            return null;
        }

        @Override
        public void put(String name, FileStat stat, byte[] hash, long hashed) {
            // Nothing is kept.
        }
    };
}
