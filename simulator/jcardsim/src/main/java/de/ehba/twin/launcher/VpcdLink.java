package de.ehba.twin.launcher;

import de.ehba.twin.crypto.Octets;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The card's end of vsmartcard's protocol: messages behind their length in two octets. vpcd listens, the card
 * connects; where nobody listens, or nobody does any more, it tries again.
 */
final class VpcdLink implements Link {
  private static final int POWER_OFF = 0x00;
  private static final int POWER_ON = 0x01;
  private static final int RESET = 0x02;
  private static final int GET_ATR = 0x04;
  private static final int RETRY_MS = 200;

  private final InetSocketAddress address;
  private final CardSlot slot;

  VpcdLink(InetSocketAddress address, CardSlot slot) {
    this.address = address;
    this.slot = slot;
  }

  @Override
  public void run(Runnable onReady) throws IOException {
    Runnable report = onReady;
    while (true) {
      try (Socket vpcd = new Socket()) {
        vpcd.connect(address);
        vpcd.setTcpNoDelay(true);
        report.run();
        report = () -> {};
        serve(vpcd);
      } catch (IOException e) {
        pause();
      }
      slot.powerDown();
    }
  }

  private void serve(Socket vpcd) throws IOException {
    DataInputStream messages = new DataInputStream(vpcd.getInputStream());
    while (true) {
      byte[] message = messages.readNBytes(messages.readUnsignedShort());
      if (message.length == 1) obey(message[0], vpcd.getOutputStream());
      else send(vpcd.getOutputStream(), slot.transmit(message));
    }
  }

  /** Messages of one octet are orders; only one of them is answered. */
  private void obey(int order, OutputStream out) throws IOException {
    switch (order) {
      case POWER_OFF -> slot.powerDown();
      case POWER_ON -> slot.powerUp();
      case RESET -> slot.reset();
      case GET_ATR -> send(out, slot.coldAtr());
      default -> throw new IOException("an unknown order");
    }
  }

  private static void send(OutputStream out, byte[] message) throws IOException {
    out.write(Octets.concat(Octets.of(message.length >> 8, message.length), message));
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
