package de.ehba.twin.launcher;

import de.ehba.twin.crypto.Octets;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Plays the reader for the driver of simulator/ifd, whose README.md describes the wire. */
final class IfdLink implements Link {
  private static final int DONE = 0;
  private static final int NO_CARD = 1;
  private static final int NOT_SUPPORTED = 2;
  private static final int LONGEST_QUESTION = 0x20000;

  private final Path path;
  private final CardSlot slot;

  IfdLink(Path path, CardSlot slot) {
    this.path = path;
    this.slot = slot;
  }

  @Override
  public void run(Runnable onReady) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      path.toFile().deleteOnExit();
      onReady.run();
      while (true) {
        try (SocketChannel driver = server.accept()) {
          serve(driver);
        } catch (EOFException e) {
          // The driver is gone; it will come again.
        }
        slot.powerDown();
      }
    }
  }

  private void serve(SocketChannel driver) throws IOException {
    DataInputStream questions = new DataInputStream(Channels.newInputStream(driver));
    DataOutputStream answers = new DataOutputStream(Channels.newOutputStream(driver));
    while (true) {
      int length = questions.readInt();
      if (length < 1 || length > LONGEST_QUESTION) throw new EOFException("not a question");
      int kind = questions.readUnsignedByte();
      Answer answer = answer(kind, questions.readNBytes(length - 1));
      answers.write(message(answer));
    }
  }

  private record Answer(int status, byte[] body) {}

  private Answer answer(int kind, byte[] body) {
    return switch (kind) {
      case 'P' -> new Answer(DONE, Octets.of(1));
      case 'U' -> new Answer(DONE, slot.powerUp());
      case 'R' -> new Answer(DONE, slot.reset());
      case 'D' -> {
        slot.powerDown();
        yield new Answer(DONE, new byte[0]);
      }
      case 'T' -> slot.powered() ? new Answer(DONE, slot.transmit(body)) : new Answer(NO_CARD, new byte[0]);
      default -> new Answer(NOT_SUPPORTED, new byte[0]);
    };
  }

  private static byte[] message(Answer answer) {
    int length = 1 + answer.body.length;
    byte[] head = Octets.of(length >> 24, length >> 16, length >> 8, length, answer.status);
    return Octets.concat(head, answer.body);
  }
}
