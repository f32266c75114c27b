package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.client.Config;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// The certificate that a kubeconfig presents as its user.
///
/// An API server answers an expired one like a wrong one, with 401 or a broken handshake; its dates
/// say which it is.
record ClientCertificate(String subject, Instant notBefore, Instant notAfter) {

    /// Empty if the user is known by something else, or the certificate is not readable here.
    static Optional<ClientCertificate> of(Config config) {
        try {
            byte[] pem = pem(config.getClientCertData(), config.getClientCertFile());
            if (pem.length == 0) {
                return Optional.empty();
            }
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(pem));
            return Optional.of(
                    new ClientCertificate(
                            certificate.getSubjectX500Principal().getName(),
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()));
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void refuseIfExpired(String context) {
        if (Instant.now().isAfter(notAfter)) {
            throw new EnvironmentException(
                    "the client certificate of context %s (%s) expired on %s; renew it, with kubeadm: kubeadm certs renew admin.conf"
                            .formatted(context, subject, notAfter));
        }
    }

    private static byte[] pem(@Nullable String data, @Nullable String file) throws IOException {
        if (data != null && !data.isEmpty()) {
            return data.startsWith("-----")
                    ? data.getBytes(StandardCharsets.US_ASCII)
                    : Base64.getDecoder().decode(data);
        }
        return file == null || file.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(file));
    }
}
