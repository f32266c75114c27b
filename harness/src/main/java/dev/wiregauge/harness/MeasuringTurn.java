package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.EnvironmentException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    /// @param onWait told once, if there is a need to wait
    /// @param meanwhile told again and again while waiting: agents that hear nothing for a minute
    ///   end
    static MeasuringTurn take(Path lockFile, Runnable onWait, Runnable meanwhile) {
        try {
            Files.createDirectories(lockFile.toAbsolutePath().getParent());
            FileChannel channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            boolean waited = lock == null;
            while (lock == null) {
                if (waited) {
                    onWait.run();
                    onWait = () -> {};
                }
                meanwhile.run();
                Pause.millis(200);
                lock = channel.tryLock();
            }
            return new MeasuringTurn(channel, lock, waited);
        } catch (IOException e) {
            throw new EnvironmentException("cannot lock " + lockFile + ": " + e.getMessage(), e);
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
