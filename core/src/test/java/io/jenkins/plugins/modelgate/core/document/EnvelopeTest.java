package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.document.Envelope.Seal.State;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private final SigningKey key = SigningKey.generate();
    private final TrustRoot trust = TrustRoot.parse(key.publicKey());
    private final Document document = new RandomDocuments(7).transition();

    @Test
    void aTrustedSignatureIsRecognisedAfterARoundTrip() {
        Envelope sealed = Envelope.seal(document, key);
        Envelope opened = Envelope.open(sealed.json());
        assertThat(opened).isEqualTo(sealed);
        assertThat(opened.document()).isEqualTo(document);
        assertThat(opened.digest()).isEqualTo(Documents.digest(document));
        assertThat(opened.check(trust).state()).isEqualTo(State.TRUSTED);
        assertThat(opened.check(trust).keyIds()).containsExactly(key.keyId());
        assertThat(opened)
                .hasToString(opened.digest().abbreviated() + " (signed by "
                        + key.keyId().abbreviated() + ")");
    }

    @Test
    void anUnsignedDocumentSaysSo() {
        Envelope opened = Envelope.open(Envelope.unsigned(document).json());
        assertThat(opened.keyIds()).isEmpty();
        assertThat(opened.check(trust).state()).isEqualTo(State.UNSIGNED);
        assertThat(opened.check(trust)).hasToString("unsigned");
        assertThat(opened.toString()).endsWith("(unsigned)");
        assertThat(json(opened)).endsWith("\"signatures\":[]}");
    }

    @Test
    void theSignatureIsOverThePreAuthenticationEncoding() {
        // The example of DSSE's protocol, with our payload type.
        assertThat(Envelope.preAuthenticationEncoding("hello world".getBytes(StandardCharsets.UTF_8)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 28 application/vnd.in-toto+json 11 hello world");
        byte[] statement = Documents.statement(document);
        String sig = json(Envelope.seal(document, key)).replaceAll(".*\"sig\":\"([^\"]*)\".*", "$1");
        byte[] signature = Base64.getDecoder().decode(sig);
        assertThat(trust.verifies(key.keyId(), Envelope.preAuthenticationEncoding(statement), signature))
                .isTrue();
        assertThat(trust.verifies(key.keyId(), statement, signature)).isFalse();
    }

    @Test
    void noKeyIsTrustedByAnEmptyRootOrAStrangers() {
        Envelope sealed = Envelope.seal(document, key);
        TrustRoot other = TrustRoot.parse(SigningKey.generate().publicKey());
        assertThat(sealed.check(TrustRoot.empty()).state()).isEqualTo(State.UNTRUSTED);
        assertThat(sealed.check(other).state()).isEqualTo(State.UNTRUSTED);
        assertThat(sealed.check(other.and(trust)).state()).isEqualTo(State.TRUSTED);
    }

    @Test
    void anotherDocumentUnderTheSameSignatureIsBroken() {
        String sealed = json(Envelope.seal(document, key));
        String payload = Base64.getEncoder().encodeToString(Documents.statement(document));
        String other = Base64.getEncoder().encodeToString(Documents.statement(new RandomDocuments(8).transition()));
        assertThat(open(sealed.replace(payload, other)).check(trust).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void anotherSignatureIsBroken() {
        SigningKey forger = SigningKey.generate();
        String forged = json(Envelope.seal(document, forger))
                .replace(forger.keyId().hex(), key.keyId().hex());
        assertThat(open(forged).check(trust).state()).isEqualTo(State.BROKEN);
        String tooShort = forged.replaceAll("\"sig\":\"[^\"]*\"", "\"sig\":\"AAAA\"");
        assertThat(open(tooShort).check(trust).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void anotherKeyIdIsUntrusted() {
        String sealed = json(Envelope.seal(document, key));
        String stranger = sealed.replace(key.keyId().hex(), "0".repeat(64));
        assertThat(open(stranger).check(trust).state()).isEqualTo(State.UNTRUSTED);
    }

    @Test
    void aBrokenSignatureBesideAGoodOneIsBroken() {
        SigningKey second = SigningKey.generate();
        TrustRoot both = trust.and(TrustRoot.parse(second.publicKey()));
        String one = json(Envelope.seal(document, key));
        String signature = one.replaceAll(".*\"signatures\":\\[(.*)]}", "$1");
        String good = json(Envelope.seal(document, second)).replaceAll(".*\"signatures\":\\[(.*)]}", "$1");
        String bad = signature.replace(key.keyId().hex(), second.keyId().hex());
        assertThat(open(one.replace(signature, signature + "," + good))
                        .check(both)
                        .keyIds())
                .containsExactly(key.keyId(), second.keyId());
        assertThat(open(one.replace(signature, signature + "," + bad))
                        .check(both)
                        .state())
                .isEqualTo(State.BROKEN);
    }

    @Test
    void refusesWhatIsNotExactlyAnEnvelope() {
        String sealed = json(Envelope.seal(document, key));
        assertRefused(sealed.replace("{\"payload\"", "{\"note\":1,\"payload\""), "note");
        assertRefused(sealed.replace("\"keyid\"", "\"cert\":\"x\",\"keyid\""), "cert");
        assertRefused(sealed.replace("\"payload\":\"", "\"payload\":\"AAAA\",\"payload\":\""), "Duplicate");
        assertRefused(sealed.replace("\"payload\":\"", "\"payload\":\"!"), "base64");
        assertRefused(sealed.replace("\"sig\":\"", "\"sig\":\"!"), "base64");
        assertRefused(sealed.replace("in-toto+json", "in-toto"), "payloadType");
        assertRefused(sealed.replace("\"keyid\":\"", "\"keyid\":\"x"), "SHA-256");
        assertRefused(sealed + "\n", "canonical");
        assertRefused(sealed + "{}", "Trailing");
        assertRefused("{}", "missing");
        assertRefused("[]", "Json");
        assertRefused("", "DSSE");
        assertRefused(" ".repeat(Envelope.MAX_BYTES + 1), "is the most that is read");
        assertRefused(
                "{\"payload\":\"e30=\",\"payloadType\":\"" + Envelope.PAYLOAD_TYPE + "\",\"signatures\":[]}",
                "Statement");
    }

    private static Envelope open(String json) {
        return Envelope.open(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Envelope envelope) {
        return new String(envelope.json(), StandardCharsets.UTF_8);
    }

    private static void assertRefused(String json, String message) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> open(json))
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }
}
