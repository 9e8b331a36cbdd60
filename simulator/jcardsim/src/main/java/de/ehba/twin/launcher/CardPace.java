package de.ehba.twin.launcher;

import de.ehba.twin.card.CosVersion;
import de.ehba.twin.crypto.Octets;
import de.ehba.twin.state.StateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How fast the card answers where nothing lies between: reads lines {@code <times> <command in hex>} and writes, for each, the
 * nanoseconds that it took and the last answer.
 */
public final class CardPace {
  private CardPace() {}

  public static void main(String[] words) throws IOException {
    PrintStream out = CardMain.ownOutput();
    byte[] image = Files.readAllBytes(Path.of(words[0]));
    CardSlot slot = new CardSlot(() -> CardMain.card(image, StateFile.none(), CosVersion.V3_10));
    slot.powerUp();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] order = line.split(" ");
      byte[] command = Octets.fromHex(order[1]);
      byte[] answer = {};
      long start = System.nanoTime();
      for (int i = Integer.parseInt(order[0]); i > 0; i--) answer = slot.transmit(command);
      out.println(System.nanoTime() - start + " " + Octets.toHex(answer));
      out.flush();
    }
  }
}
