package dev.wiregauge.result;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// Why a file could not be read or written, in the system's words and without its path: java.nio
/// says the kind by a class and the file by the message.
public final class FileTrouble {
    private FileTrouble() {}

    /// Such as `No space left on device`.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileAlreadyExistsException _ -> "something else of that name is there";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemException known when known.getReason() != null ->
                    Objects.requireNonNull(known.getReason());
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }
}
