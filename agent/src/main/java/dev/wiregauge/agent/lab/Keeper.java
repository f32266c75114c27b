package dev.wiregauge.agent.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The resident process of one lab: holds the tunl0 look-alikes of its nodes until it is ended.
///
/// Arguments: `--token TOKEN --attach auto|tcx|clsact --node NAMESPACE,ADDRESS,UPLINK,HIDDEN...`.
/// Prints `ready tcx` or `ready clsact` when all tunnels are up, or one line that says why not and
/// ends with 1.
public final class Keeper {
    private static final Duration UP_DEADLINE = Duration.ofSeconds(20);

    private Keeper() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            Settings settings = Settings.of(List.of(arguments));
            System.out.println("ready " + start(settings).id());
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        } catch (CompletionException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static Attachment start(Settings settings) {
        List<CompletableFuture<Attachment>> starting =
                settings.nodes().stream()
                        .map(node -> new Tunnel(node).start(settings.attachment()))
                        .toList();
        CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new))
                .orTimeout(UP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return starting.getFirst().join();
    }

    /// @param attachment empty for the best that the kernel has
    record Settings(Optional<Attachment> attachment, List<TunnelNode> nodes) {
        Settings {
            nodes = List.copyOf(nodes);
        }

        /// @throws IllegalArgumentException that names the argument and what is allowed
        static Settings of(List<String> arguments) {
            Optional<Attachment> attachment = Optional.empty();
            List<TunnelNode> nodes = new ArrayList<>();
            for (int i = 0; i + 1 < arguments.size(); i += 2) {
                String value = arguments.get(i + 1);
                switch (arguments.get(i)) {
                    case "--token" -> {}
                    case "--attach" -> attachment = attachment(value);
                    case "--node" -> nodes.add(TunnelNode.of(value));
                    default ->
                            throw new IllegalArgumentException(
                                    arguments.get(i)
                                            + " is not known, allowed: --token, --attach, --node");
                }
            }
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("at least one --node is needed");
            }
            return new Settings(attachment, nodes);
        }

        private static Optional<Attachment> attachment(String text) {
            return switch (text) {
                case "auto" -> Optional.empty();
                case "tcx", "clsact" ->
                        Optional.of(Attachment.valueOf(text.toUpperCase(Locale.ROOT)));
                default ->
                        throw new IllegalArgumentException(
                                "--attach is " + text + ", allowed: auto, tcx, clsact");
            };
        }
    }
}
