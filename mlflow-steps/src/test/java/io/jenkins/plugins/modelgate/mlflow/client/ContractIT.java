package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContractIT {
    @ParameterizedTest
    @EnumSource(Major.class)
    void checks(Major major) {
        ServerVersion version = MlflowServer.shared(major).client().check();

        assertThat(version.major()).isEqualTo(major == Major.V3 ? 3 : 2);
    }
}
