package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Documents of all kinds with every field now there, now not; equal seeds give equal documents. */
public final class RandomDocuments {
    private static final List<String> WORDS = List.of(
            "rmse",
            "a b",
            "größe",
            "ü/é",
            "😀",
            "\uFB33",
            "\"quoted\"",
            "back\\slash",
            "tab\t",
            "\u0001",
            "../x",
            "0",
            "-");
    private static final List<Double> NUMBERS = List.of(
            0.0,
            -0.0,
            1.0,
            -1.5,
            1e21,
            1e-7,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.1,
            333333333.3333333);

    private final Random random;

    public RandomDocuments(long seed) {
        random = new Random(seed);
    }

    /** One document of each kind for each of {@code seeds} seeds. */
    public static Stream<Document> all(int seeds) {
        return Stream.iterate(0, seed -> seed + 1).limit(seeds).flatMap(seed -> {
            RandomDocuments random = new RandomDocuments(seed);
            return Stream.of(random.evidence(), random.verdicts(), random.approval(), random.transition());
        });
    }

    public Evidence evidence() {
        return new Evidence(
                model(),
                word(),
                hash(),
                pick(Evidence.Way.values()),
                maybe(() -> observed(new Evidence.Code(git(), maybe(this::commit), maybe(this::word)))),
                maybe(() -> observed(new Evidence.Data(hash(), list(this::tracked), map(this::hash)))),
                observed(map(this::word)),
                metrics(),
                observed(pick(Evidence.Link.values())),
                maybe(() ->
                        observed(new Evidence.Run(word(), word(), maybe(this::word), maybe(() -> map(this::word))))),
                maybe(() -> observed(new Evidence.Build(word(), word(), maybe(this::word), maybe(this::word)))),
                maybe(() -> observed(map(this::hash))),
                instant());
    }

    public Verdicts verdicts() {
        return new Verdicts(
                model(),
                hash(),
                hash(),
                word(),
                target(),
                policy(),
                new Baseline(pick(Baseline.Kind.values()), maybe(this::holder), random.nextBoolean(), metrics()),
                list(() -> verdict(2)),
                pick(Answer.values()),
                word(),
                maybe(this::rules),
                maybe(() -> list(this::maker)),
                instant());
    }

    private Verdict verdict(int depth) {
        return new Verdict(
                word(),
                word(),
                pick(Answer.values()),
                word(),
                maybe(this::metric),
                maybe(this::metric),
                maybe(this::metric),
                maybe(() -> (long) random.nextInt(1000)),
                maybe(() -> new Verdict.Difference(metric(), metric(), metric(), metric())),
                maybe(() -> list(this::hash)),
                maybe(() -> pick(new Effect[] {Effect.PERSON, Effect.WARN})),
                maybe(this::holder),
                maybe(() -> list(() -> new Verdict.Point(metric(), metric(), metric()))),
                depth > 0 ? maybe(() -> list(() -> verdict(depth - 1))) : null,
                list(() -> pick(Observer.values())));
    }

    public Approval approval() {
        Approval.Decision decision = pick(Approval.Decision.values());
        return new Approval(
                model(),
                hash(),
                target(),
                policy(),
                maybe(this::holder),
                actor(),
                decision == Approval.Decision.EXPIRE ? null : person(),
                decision,
                decision == Approval.Decision.EXPIRE ? null : word(),
                word(),
                word(),
                instant());
    }

    private Person person() {
        return new Person(word(), maybe(this::word), list(this::word), list(this::word), maybe(this::word));
    }

    private ApprovalRules rules() {
        return new ApprovalRules(
                List.of(rule(), rule()),
                1 + random.nextInt(1000),
                random.nextBoolean(),
                new TreeSet<>(list(() -> pick(Maker.Role.values()))),
                random.nextBoolean(),
                list(() -> new Signer(word(), key(), maybe(this::instant), maybe(this::instant))),
                maybe(this::group));
    }

    private ApprovalRules.Rule rule() {
        return new ApprovalRules.Rule(group(), 1 + random.nextInt(5), word());
    }

    private ApprovalRules.Group group() {
        return new ApprovalRules.Group(word(), maybe(() -> list(this::word)));
    }

    private SshKey key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return SshKey.of(key);
    }

    private Maker maker() {
        return new Maker(pick(Maker.Role.values()), word(), maybe(this::word), pick(Observer.values()));
    }

    public Transition transition() {
        return new Transition(
                model(),
                pick(Transition.Type.values()),
                target(),
                maybe(this::holder),
                maybe(this::holder),
                maybe(this::holder),
                maybe(this::word),
                maybe(this::word),
                maybe(this::hash),
                list(this::hash),
                maybe(this::policy),
                word(),
                actor(),
                maybe(this::hash),
                instant());
    }

    private ModelFiles model() {
        List<Subject> files = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            files.add(new Subject("model/" + word().replace("../", "") + i, hash()));
        }
        return new ModelFiles(files);
    }

    private GitState git() {
        return new GitState(
                maybe(this::word), maybe(this::commit), maybe(this::word), hash(), list(this::word), list(this::word));
    }

    private TrackedPath tracked() {
        return new TrackedPath(
                word(),
                pick(TrackedPath.Kind.values()),
                word(),
                maybe(this::dataHash),
                maybe(this::dataHash),
                random.nextInt(100) - 1L,
                random.nextLong(1L << 53),
                pick(TrackedPath.State.values()),
                random.nextBoolean(),
                pick(TrackedPath.Presence.values()),
                random.nextBoolean());
    }

    private TargetId target() {
        return new TargetId(word(), word(), word(), word());
    }

    private PolicyRef policy() {
        return new PolicyRef(hash(), maybe(this::word), maybe(this::commit), random.nextBoolean());
    }

    private Holder holder() {
        return new Holder(word(), hash(), maybe(this::hash), maybe(this::hash));
    }

    private Actor actor() {
        return new Actor(pick(Actor.Kind.values()), word(), maybe(this::word), pick(Observer.values()));
    }

    private SortedMap<String, Observed<Metric>> metrics() {
        return map(() -> observed(metric()));
    }

    private Metric metric() {
        return new Metric(
                random.nextBoolean() ? NUMBERS.get(random.nextInt(NUMBERS.size())) : random.nextGaussian() * 1e3);
    }

    private DataHash dataHash() {
        return new DataHash(
                random.nextBoolean() ? "md5" : "etag",
                hash().hex().substring(32) + (random.nextBoolean() ? ".dir" : ""));
    }

    private Sha256 hash() {
        return Sha256.of(word().getBytes(StandardCharsets.UTF_8));
    }

    private String commit() {
        return hash().hex().substring(24);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size())) + random.nextInt(1000);
    }

    private Instant instant() {
        return Instant.ofEpochSecond(
                random.nextInt(Integer.MAX_VALUE), random.nextBoolean() ? 0 : random.nextInt(1000));
    }

    private <T> Observed<T> observed(T value) {
        return new Observed<>(value, pick(Observer.values()));
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> list(Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(4)).toList();
    }

    private <T> SortedMap<String, T> map(Supplier<T> value) {
        SortedMap<String, T> map = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(word(), value.get());
        }
        return map;
    }
}
