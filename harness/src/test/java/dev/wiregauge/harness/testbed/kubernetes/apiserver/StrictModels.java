package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Strict field validation: the models are generated from Kubernetes' OpenAPI, and what they do not
/// know, at any depth, is refused.
public final class StrictModels {
    private static final Map<String, Class<?>> KINDS =
            List.<Class<?>>of(
                            ClusterRole.class,
                            ClusterRoleBinding.class,
                            ConfigMap.class,
                            CronJob.class,
                            Job.class,
                            Lease.class,
                            Namespace.class,
                            Pod.class,
                            Role.class,
                            RoleBinding.class,
                            Service.class,
                            ServiceAccount.class)
                    .stream()
                    .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .annotationIntrospector(
                            new JacksonAnnotationIntrospector() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                public Boolean hasAnySetter(MapperConfig<?> config, Annotated a) {
                                    return false; // where a model hides what it does not know
                                }
                            })
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private StrictModels() {}

    /// @param kind one that is not known here is not looked at
    /// @return what is wrong
    public static Optional<String> refuse(String kind, String json) {
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            return Optional.empty();
        }
        try {
            Object _ = STRICT.readValue(json, model);
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.of("strict decoding error: " + e.getOriginalMessage());
        }
    }
}
