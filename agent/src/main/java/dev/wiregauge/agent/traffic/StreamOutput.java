package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.MemoryFile;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;

/// Where the bytes of a stream come from.
sealed interface StreamOutput extends AutoCloseable {
    /// @return bytes taken by the kernel, or minus errno
    long send(Socket socket);

    @Override
    void close();

    /// The kernel copies a buffer.
    record Copying(NativeBuffer buffer) implements StreamOutput {
        Copying(int writeBytes) {
            this(new NativeBuffer(writeBytes));
        }

        @Override
        public long send(Socket socket) {
            return socket.send(buffer, 0, buffer.size());
        }

        @Override
        public void close() {
            buffer.close();
        }
    }

    /// The kernel sends the pages of a file that lies in memory.
    record ZeroCopy(MemoryFile file, int writeBytes) implements StreamOutput {
        ZeroCopy(int writeBytes) {
            this(new MemoryFile(writeBytes), writeBytes);
        }

        @Override
        public long send(Socket socket) {
            return socket.sendFile(file, writeBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
