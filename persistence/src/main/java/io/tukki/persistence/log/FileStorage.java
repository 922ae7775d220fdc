package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The real disk. Holds nothing. */
public final class FileStorage implements Storage {

  private static final boolean DIRECTORIES_CAN_BE_SYNCED =
      !System.getProperty("os.name", "").startsWith("Windows");

  @Override
  public StorageFile open(Path file, Mode mode) throws IOException {
    try {
      return new DiskFile(file, FileChannel.open(file, optionsOf(mode)), mode != Mode.READ);
    } catch (IOException e) {
      throw DiskFile.tellIfFull(file, e);
    }
  }

  private static Set<OpenOption> optionsOf(Mode mode) {
    return switch (mode) {
      case READ -> Set.of(StandardOpenOption.READ);
      case READ_WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
      case CREATE_NEW ->
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      case CREATE_OR_EMPTY ->
          Set.of(
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING);
    };
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<Entry> list(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path path : paths) {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        entries.add(
            new Entry(path.getFileName().toString(), attributes.isDirectory(), attributes.size()));
      }
    }
    return entries;
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw DiskFile.tellIfFull(directory, e);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw DiskFile.tellIfFull(to, e);
    }
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    // Windows neither lets a directory be opened nor needs it to be synced.
    if (DIRECTORIES_CAN_BE_SYNCED) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }
}
