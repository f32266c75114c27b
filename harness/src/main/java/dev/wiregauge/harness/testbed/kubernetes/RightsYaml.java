package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rights as the objects that grant them. Pure.
final class RightsYaml {
    private static final String NAME = "wiregauge";

    private RightsYaml() {}

    /// Who gets them.
    sealed interface Grantee {
        record User(String name) implements Grantee {}

        record ServiceAccount(String namespace, String name) implements Grantee {}
    }

    /// A namespaced right becomes part of the ClusterRole where the run makes namespaces of its
    /// own, whose names nobody knows before.
    ///
    /// @param namespace the one that the user named, if any
    static String yaml(List<Right> rights, Optional<String> namespace, Grantee grantee) {
        StringBuilder yaml = new StringBuilder();
        objects(rights, namespace, grantee)
                .forEach(object -> yaml.append(Serialization.asYaml(object)));
        return yaml.toString();
    }

    static List<HasMetadata> objects(
            List<Right> rights, Optional<String> namespace, Grantee grantee) {
        List<PolicyRule> cluster = new ArrayList<>();
        List<PolicyRule> inNamespace = new ArrayList<>();
        for (Right right : rights) {
            boolean local = right.scope() == Right.Scope.NAMESPACE && namespace.isPresent();
            (local ? inNamespace : cluster).add(rule(right));
        }
        List<HasMetadata> objects = new ArrayList<>();
        if (!cluster.isEmpty()) {
            objects.add(
                    new ClusterRoleBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .endMetadata()
                            .withRules(cluster)
                            .build());
            objects.add(
                    new ClusterRoleBindingBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                            .withSubjects(subject(grantee))
                            .build());
        }
        if (!inNamespace.isEmpty()) {
            String where = namespace.orElseThrow();
            objects.add(
                    new RoleBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .withNamespace(where)
                            .endMetadata()
                            .withRules(inNamespace)
                            .build());
            objects.add(
                    new RoleBindingBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .withNamespace(where)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "Role", NAME)
                            .withSubjects(subject(grantee))
                            .build());
        }
        objects.forEach(object -> object.getMetadata().setLabels(Map.of(Marks.MANAGED_BY, NAME)));
        return objects;
    }

    private static PolicyRule rule(Right right) {
        return new PolicyRuleBuilder()
                .withApiGroups(right.group())
                .withResources(right.resource())
                .withVerbs(right.verbs())
                .build();
    }

    private static Subject subject(Grantee grantee) {
        return switch (grantee) {
            case Grantee.User(String name) ->
                    new SubjectBuilder()
                            .withKind("User")
                            .withApiGroup("rbac.authorization.k8s.io")
                            .withName(name)
                            .build();
            case Grantee.ServiceAccount(String namespace, String name) ->
                    new SubjectBuilder()
                            .withKind("ServiceAccount")
                            .withNamespace(namespace)
                            .withName(name)
                            .build();
        };
    }
}
