package dev.wiregauge.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wiregauge.harness.testbed.EnvironmentException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/// The right to measure on this machine: two runs at once would measure each other, so they take
/// turns.
///
/// The kernel frees the lock when the process ends, however it ends.
final class MeasuringTurn implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;
    private final boolean waited;

    private MeasuringTurn(FileChannel channel, FileLock lock, boolean waited) {
        this.channel = channel;
        this.lock = lock;
        this.waited = waited;
    }

    /// Waits until no other run measures.
    ///
    /// @param onWait told once, if there is a need to wait: who measures, in words
    /// @param meanwhile told again and again while waiting: agents that hear nothing for a minute
    ///   end
    static MeasuringTurn take(Path lockFile, Consumer<String> onWait, Runnable meanwhile) {
        try {
            Files.createDirectories(lockFile.toAbsolutePath().getParent());
            FileChannel channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            boolean waited = lock == null;
            if (waited) {
                onWait.accept(holder(lockFile));
            }
            while (lock == null) {
                meanwhile.run();
                Pause.millis(200);
                lock = channel.tryLock();
            }
            sign(channel);
            return new MeasuringTurn(channel, lock, waited);
        } catch (IOException e) {
            throw new EnvironmentException("cannot lock " + lockFile + ": " + e.getMessage(), e);
        }
    }

    /// Leaves our process id for those who wait.
    private static void sign(FileChannel channel) throws IOException {
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
    }

    /// Such as `another run (process 4711, suspended)`; without the brackets where it did not sign
    /// or runs out of our sight, in another container.
    static String holder(Path lockFile) throws IOException {
        String pid = Files.readString(lockFile, US_ASCII).strip();
        if (!pid.matches("[0-9]{1,10}")) {
            return "another run";
        }
        return processState(pid)
                .map(state ->
                        "another run (process %s%s)"
                                .formatted(pid, state.equals("T") ? ", suspended" : ""))
                .orElse("another run");
    }

    /// As proc_pid_stat(5) has it behind the name in brackets.
    private static Optional<String> processState(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Whether another run was measuring when this one wanted to.
    boolean waited() {
        return waited;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new EnvironmentException("cannot unlock: " + e.getMessage(), e);
        }
    }
}
