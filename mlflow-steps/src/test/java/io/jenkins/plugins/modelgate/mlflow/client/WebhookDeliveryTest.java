package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDeliveryTest {
    private static final String SECRET = "s3cret";
    private static final String ID = "0b6c5f0e-6a36-4b0a-9b7e-6a1d0f6f2a11";
    private static final String TIME = "1795425600";
    private static final Instant SENT = Instant.ofEpochSecond(1_795_425_600);

    private static final String BODY = "{\"entity\": \"model_version_tag\", \"action\": \"set\", \"timestamp\":"
            + " \"2026-11-23T08:00:00+00:00\", \"data\": {\"name\": \"gr\\u00fcn\", \"version\": \"3\", \"key\":"
            + " \"model-gate.request\", \"value\": \"production\"}}";

    /** Made by {@code _generate_hmac_signature} of MLflow 3.17.2. */
    private static final String SIGNATURE = "v1,b36fUcUWQrI8BVIDqz06m4dsIeD4Tv9vvrZFx6XABsM=";

    private final WebhookDelivery genuine = new WebhookDelivery(ID, TIME, SIGNATURE, BODY);

    @Test
    void believesWhatMlflowSigned() {
        assertThat(genuine.isGenuine(SECRET, SENT)).isTrue();
        assertThat(genuine.isGenuine(SECRET, SENT.plus(WebhookDelivery.FRESH))).isTrue();
        assertThat(genuine.isGenuine(SECRET, SENT.minus(WebhookDelivery.FRESH))).isTrue();
        assertThat(genuine.tag()).isEqualTo("model-gate.request");
    }

    @Test
    void believesNothingThatIsNotOfNow() {
        assertThat(genuine.isGenuine(SECRET, SENT.plus(WebhookDelivery.FRESH).plusSeconds(1)))
                .isFalse();
        assertThat(genuine.isGenuine(SECRET, SENT.minus(WebhookDelivery.FRESH).minusSeconds(1)))
                .isFalse();
    }

    @Test
    void believesNoOtherSecretIdTimeOrBody() {
        assertThat(genuine.isGenuine("s3cre", SENT)).isFalse();
        assertThat(genuine.isGenuine("", SENT)).isFalse();
        assertThat(new WebhookDelivery(ID + "0", TIME, SIGNATURE, BODY).isGenuine(SECRET, SENT))
                .isFalse();
        assertThat(new WebhookDelivery(ID, "1795425601", SIGNATURE, BODY).isGenuine(SECRET, SENT))
                .isFalse();
        assertThat(new WebhookDelivery(ID, TIME, SIGNATURE, BODY + " ").isGenuine(SECRET, SENT))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1,",
                "v1",
                "v1,not base64!",
                "b36fUcUWQrI8BVIDqz06m4dsIeD4Tv9vvrZFx6XABsM=",
                "v2,b36fUcUWQrI8BVIDqz06m4dsIeD4Tv9vvrZFx6XABsM=",
                "v1,b36fUcUWQrI8BVIDqz06m4dsIeD4Tv9vvrZFx6XABs==",
                "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void believesNoOtherSignature(String signature) {
        assertThat(new WebhookDelivery(ID, TIME, signature, BODY).isGenuine(SECRET, SENT))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "-1", "99999999999999999999", "1795425600.0", "999999999999"})
    void believesNoOtherTime(String timestamp) {
        assertThat(new WebhookDelivery(ID, timestamp, SIGNATURE, BODY).isGenuine(SECRET, SENT))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"entity\":\"model_version_tag\"}", "{\"data\":{\"key\":\"x\"}}"})
    void isAboutNoTagWhereItSaysNone(String body) {
        assertThat(new WebhookDelivery(ID, TIME, SIGNATURE, body).tag()).isNull();
    }
}
