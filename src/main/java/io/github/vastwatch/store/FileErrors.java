package io.github.vastwatch.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a file could not be read or written, in words; the JDK often gives only its name. */
public final class FileErrors {
    private FileErrors() {}

    public static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "something else has this name";
        }
        if (failure instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        if (failure instanceof FileSystemException system) {
            @Nullable String reason = system.getReason();
            if (reason != null) {
                // The system writes "No space left on device".
                return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** The same with the file's name, where the failure has one; it may be wrapped as walks over folders wrap it. */
    public static String withName(Exception failure) {
        @Nullable Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof FileSystemException system && system.getFile() != null) {
            return system.getFile() + ": " + of(system);
        }
        return cause instanceof IOException io ? of(io) : String.valueOf(failure.getMessage());
    }
}
