package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.ledger.AnchorPlace;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where anchors are. */
final class AnchorOptions {
    private AnchorOptions() {}

    /** The one place that an anchor is written to. */
    static final class Remote {
        @CheckForNull
        @Option(
                names = "--remote",
                paramLabel = "URL",
                description = "A bare repository of others, a folder or a URL; default: the ledger itself.")
        private String remote;

        @Option(
                names = "--tag-prefix",
                paramLabel = "PREFIX",
                description = "How the tag’s name begins; default: " + AnchorPlace.PREFIX)
        private String prefix = AnchorPlace.PREFIX;

        AnchorPlace place(Session session) {
            return AnchorOptions.place(session, remote, prefix);
        }
    }

    /** Whatever an audit looks at: the ledger itself, and more. */
    static final class Places {
        @Option(
                names = "--anchors",
                paramLabel = "URL",
                description =
                        "A repository with anchors of this ledger; may be given several times. Those in the ledger"
                                + " itself count anyway.")
        private List<String> anchors = List.of();

        @Option(
                names = "--tag-prefix",
                paramLabel = "PREFIX",
                description = "How the anchors’ names begin; default: " + AnchorPlace.PREFIX)
        private String prefix = AnchorPlace.PREFIX;

        List<AnchorPlace> all(Session session) {
            List<AnchorPlace> places = new ArrayList<>();
            places.add(place(session, null, prefix));
            anchors.forEach(location -> places.add(place(session, location, prefix)));
            return places;
        }
    }

    private static AnchorPlace place(Session session, @CheckForNull String location, String prefix) {
        try {
            return session.servers().anchors(location, prefix);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }
}
