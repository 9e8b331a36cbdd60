package de.ehba.twin.state;

import de.ehba.twin.crypto.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What outlives the power, in the file format of the TypeScript card (docs/adr/0007): one transaction a line, {@code
 * <first 16 hex digits of SHA-256 of the JSON> <JSON>}; the first line names format, version and image. A torn last
 * line does not count. The file comes into being with the first change.
 */
public final class StateFile {
  private static final String FORMAT = "ehba-card-state";
  private static final int VERSION = 1;
  private static final int CHECKSUM_LENGTH = 16;

  private final Path path;
  private final String imageDigest;
  private final List<Map<String, Object>> stored = new ArrayList<>();
  private FileChannel channel;

  private StateFile(Path path, String imageDigest) {
    this.path = path;
    this.imageDigest = imageDigest;
  }

  /** @throws StateException where it is damaged, belongs to another image, or is another twin's */
  public static StateFile open(Path path, byte[] image) {
    StateFile state = new StateFile(path, Octets.toHex(sha256(image)));
    try {
      if (Files.exists(path)) state.load();
    } catch (IOException e) {
      throw new StateException("the state cannot be read: " + path, e);
    }
    return state;
  }

  /** For a card that forgets: nothing was stored, and nothing will be. */
  public static StateFile none() {
    return new StateFile(null, "");
  }

  /** Changes that were stored before this file was opened, oldest first. */
  public List<Map<String, Object>> stored() {
    return stored;
  }

  /** Stores the changes of one transaction. When it returns they are on the disk. */
  public void commit(List<Map<String, Object>> changes) {
    append(changes, true);
  }

  /** Stores what need not outlive a power cut of the computer. */
  public void note(List<Map<String, Object>> changes) {
    append(changes, false);
  }

  private void append(List<Map<String, Object>> changes, boolean durably) {
    if (path == null) return;
    try {
      if (channel == null) create();
      write(line(changes));
      if (durably) channel.force(false);
    } catch (IOException e) {
      throw new StateException("the state cannot be written: " + path, e);
    }
  }

  private void create() throws IOException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel = FileChannel.open(
        path, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    lock();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("format", FORMAT);
    header.put("version", VERSION);
    header.put("image", imageDigest);
    write(line(header));
    channel.force(true);
  }

  private void load() throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    lock();
    byte[] octets = Files.readAllBytes(path);
    int end = 0;
    for (Line line = next(octets, 0); line != null; line = next(octets, line.end)) {
      if (line.json == null) {
        if (anyWhole(octets, line.end)) throw new StateException("the state is damaged: " + path);
        break;
      }
      if (end == 0) checkHeader(line.json);
      else addChanges(line.json);
      end = line.end;
    }
    if (end == 0) throw new StateException("not the state of a simulated card: " + path);
    channel.truncate(end).position(end);
  }

  /** Against another twin. The TypeScript card locks by an abstract Unix socket, which Java cannot have. */
  private void lock() throws IOException {
    try {
      if (channel.tryLock() != null) return;
    } catch (OverlappingFileLockException e) {
      // Another card of this process has it.
    }
    throw new StateException("somebody else has this card: " + path);
  }

  private void checkHeader(Object json) {
    boolean known = json instanceof Map<?, ?> header
        && FORMAT.equals(header.get("format"))
        && Integer.valueOf(VERSION).equals(header.get("version"));
    if (!known) throw new StateException("not the state of a simulated card: " + path);
    if (!imageDigest.equals(((Map<?, ?>) json).get("image"))) {
      throw new StateException("the state belongs to another image: " + path);
    }
  }

  private void addChanges(Object json) {
    if (!(json instanceof List<?> changes)) throw new StateException("a line that is no transaction: " + path);
    for (Object change : changes) {
      Map<String, Object> fields = new LinkedHashMap<>();
      if (change instanceof Map<?, ?> object) object.forEach((name, value) -> fields.put((String) name, value));
      if (!(fields.get("path") instanceof String)) throw new StateException("a change without path: " + path);
      stored.add(fields);
    }
  }

  /** @param json null where checksum or line end are missing or wrong */
  private record Line(Object json, int end) {}

  private static Line next(byte[] octets, int start) {
    if (start == octets.length) return null;
    int end = start;
    while (end < octets.length && octets[end] != '\n') end++;
    if (end == octets.length) return new Line(null, end);
    int json = start + CHECKSUM_LENGTH + 1;
    boolean whole = json <= end
        && octets[json - 1] == ' '
        && ascii(octets, start, json - 1).equals(checksum(Arrays.copyOfRange(octets, json, end)));
    return new Line(whole ? Json.read(new String(octets, json, end - json, StandardCharsets.UTF_8)) : null, end + 1);
  }

  private static boolean anyWhole(byte[] octets, int start) {
    for (Line line = next(octets, start); line != null; line = next(octets, line.end)) {
      if (line.json != null) return true;
    }
    return false;
  }

  private static byte[] line(Object value) {
    byte[] json = Json.write(value).getBytes(StandardCharsets.UTF_8);
    return Octets.concat((checksum(json) + " ").getBytes(StandardCharsets.US_ASCII), json, Octets.of('\n'));
  }

  private void write(byte[] octets) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    while (buffer.hasRemaining()) channel.write(buffer);
  }

  private static String ascii(byte[] octets, int start, int end) {
    return new String(octets, start, end - start, StandardCharsets.US_ASCII);
  }

  private static String checksum(byte[] json) {
    return Octets.toHex(sha256(json)).substring(0, CHECKSUM_LENGTH);
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
