package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.kubernetes.image.AgentImage;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A scenario that runs in the cluster itself, once or on a schedule: its Job or CronJob, and the
/// rights of its service account. Pure.
///
/// @param namespace that is made for it
/// @param image that holds the agent and the harness (`cluster image --with-harness`)
/// @param arguments of the harness, beginning with a command and its scenario
/// @param schedule as cron(8) writes it; a Job that runs once where there is none
/// @param claim a PersistentVolumeClaim that takes whole run folders, beside the ConfigMap that
///   takes the short results
/// @param rights what the run itself does
public record ScheduledRun(
        String namespace,
        String image,
        List<String> arguments,
        Optional<String> schedule,
        Optional<String> claim,
        List<Right> rights) {
    private static final String NAME = "wiregauge";
    private static final String RESULTS = "/results";

    /// Starts the harness in an image that holds it.
    public static final List<String> COMMAND =
            List.of(
                    "java",
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-Xmx256m",
                    "-Djava.awt.headless=true",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    AgentImage.HARNESS_CLASS_PATH,
                    "dev.wiregauge.harness.cli.Main");

    private static final long NOBODY = 65532;

    /// No longer than the agents themselves may live.
    private static final Duration LONGEST = Duration.ofHours(4);

    private static final Duration KEPT = Duration.ofDays(7);

    public ScheduledRun {
        arguments = List.copyOf(arguments);
        rights = List.copyOf(rights);
    }

    /// @param pools whether temporary Calico pools are made
    public static ScheduledRun of(
            KubernetesOptions options,
            String namespace,
            List<String> arguments,
            Optional<String> schedule,
            Optional<String> claim,
            boolean pools) {
        return new ScheduledRun(
                namespace, options.image(), arguments, schedule, claim, Right.of(options, pools));
    }

    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        objects().forEach(object -> yaml.append(Serialization.asYaml(object)));
        return yaml.toString();
    }

    List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .withLabels(
                                Map.of(
                                        Marks.MANAGED_BY,
                                        NAME,
                                        "pod-security.kubernetes.io/enforce",
                                        "restricted"))
                        .endMetadata()
                        .build());
        objects.add(new ServiceAccountBuilder().withMetadata(metadata()).build());
        objects.addAll(
                RightsYaml.objects(
                        rights,
                        Optional.empty(),
                        new RightsYaml.Grantee.ServiceAccount(namespace, NAME)));
        objects.addAll(rightsToKeepResults());
        objects.add(
                schedule.<HasMetadata>map(this::cronJob)
                        .orElseGet(() ->
                                new JobBuilder().withMetadata(metadata()).withSpec(job()).build()));
        return objects;
    }

    private List<HasMetadata> rightsToKeepResults() {
        return List.of(
                new RoleBuilder()
                        .withMetadata(metadata())
                        .withRules(
                                new PolicyRuleBuilder()
                                        .withApiGroups("")
                                        .withResources("configmaps")
                                        .withVerbs("create")
                                        .build())
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(metadata())
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", NAME)
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withNamespace(namespace)
                        .withName(NAME)
                        .endSubject()
                        .build());
    }

    private ObjectMeta metadata() {
        return new ObjectMetaBuilder()
                .withName(NAME)
                .withNamespace(namespace)
                .withLabels(Map.of(Marks.MANAGED_BY, NAME))
                .build();
    }

    private HasMetadata cronJob(String when) {
        return new CronJobBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withSchedule(when)
                .withConcurrencyPolicy("Forbid")
                .withStartingDeadlineSeconds(600L)
                .withSuccessfulJobsHistoryLimit(3)
                .withFailedJobsHistoryLimit(3)
                .withNewJobTemplate()
                .withSpec(job())
                .endJobTemplate()
                .endSpec()
                .build();
    }

    /// Never tried again by itself: a failed check is a result.
    private JobSpec job() {
        return new JobSpecBuilder()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(LONGEST.toSeconds())
                .withTtlSecondsAfterFinished(Math.toIntExact(KEPT.toSeconds()))
                .withTemplate(pod())
                .build();
    }

    private PodTemplateSpec pod() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Map.of(Marks.MANAGED_BY, NAME))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withRestartPolicy("Never")
                // time for the agents and what else was made to be removed
                .withTerminationGracePeriodSeconds(60L)
                .withNodeSelector(Map.of("kubernetes.io/os", "linux"))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withFsGroup(NOBODY)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container())
                .withVolumes(emptyDirectory("tmp"), results())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(NAME)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand(COMMAND)
                .withArgs(allArguments())
                .withEnv(environment())
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("256Mi")))
                .withLimits(Map.of("memory", new Quantity("512Mi")))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(mount("tmp", "/tmp"), mount("results", RESULTS))
                .build();
    }

    /// `$(POD)` is filled in by the kubelet.
    private List<String> allArguments() {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(
                List.of(
                        "--testbed",
                        "kubernetes",
                        "--image",
                        image,
                        "--out",
                        RESULTS + "/$(POD)",
                        "--results-configmap",
                        "$(POD)"));
        return all;
    }

    private static List<EnvVar> environment() {
        return List.of(
                new EnvVarBuilder()
                        .withName("POD")
                        .withNewValueFrom()
                        .withNewFieldRef()
                        .withFieldPath("metadata.name")
                        .endFieldRef()
                        .endValueFrom()
                        .build(),
                new EnvVarBuilder().withName("HOME").withValue("/tmp").build());
    }

    private static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder().withName(name).withMountPath(path).build();
    }

    private static Volume emptyDirectory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("512Mi"))
                .endEmptyDir()
                .build();
    }

    private Volume results() {
        return claim.map(name ->
                        new VolumeBuilder()
                                .withName("results")
                                .withNewPersistentVolumeClaim()
                                .withClaimName(name)
                                .endPersistentVolumeClaim()
                                .build())
                .orElseGet(() -> emptyDirectory("results"));
    }
}
