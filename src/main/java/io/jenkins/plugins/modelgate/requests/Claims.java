package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.XmlFile;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The cursor of one MLflow server: when it was looked last, and what became of each request that is there. In a file, so that a
 * restart starts nothing twice. Without it, requests that have their last answer in MLflow are left alone, and those that may be
 * too old are not done.
 */
final class Claims {

    // Lists of another class would be kept in a form that only this Java knows.
    private ArrayList<Claim> list = new ArrayList<>();

    /** In milliseconds since 1970; 0 for never. */
    private long lastLook;

    private transient XmlFile file;

    /** Reads them. */
    static Claims of(String server) throws IOException {
        XmlFile file = new XmlFile(ModelGateConfiguration.folder()
                .resolve("requests")
                .resolve(Util.rawEncode(server) + ".xml")
                .toFile());
        Claims claims = file.exists() && file.read() instanceof Claims kept ? kept : new Claims();
        claims.file = file;
        return claims;
    }

    void write() throws IOException {
        file.write(this);
    }

    /** The claim of a request; a new one if it was never seen. */
    Claim of(PromotionRequest request) {
        return list.stream().filter(claim -> claim.isAbout(request)).findFirst().orElseGet(() -> {
            Claim claim = new Claim(request, request.notBefore(lastLook()));
            list.add(claim);
            return claim;
        });
    }

    Optional<Claim> find(Predicate<Claim> which) {
        return list.stream().filter(which).findFirst();
    }

    List<Claim> all() {
        return List.copyOf(list);
    }

    void remove(Claim claim) {
        list.remove(claim);
    }

    @CheckForNull
    private Instant lastLook() {
        return lastLook == 0 ? null : Instant.ofEpochMilli(lastLook);
    }

    void looked(Instant at) {
        lastLook = at.toEpochMilli();
    }

    /** A file written by hand may lack what every version wrote. */
    Object readResolve() {
        list = list == null ? new ArrayList<>() : list;
        return this;
    }
}
