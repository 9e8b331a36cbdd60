package de.ehba.twin.launcher;

import de.ehba.twin.card.CosVersion;
import de.ehba.twin.card.HealthCard;
import de.ehba.twin.crypto.Randomness;
import de.ehba.twin.image.CardImage;
import de.ehba.twin.image.ImageException;
import de.ehba.twin.objects.ObjectSystem;
import de.ehba.twin.state.CardMemory;
import de.ehba.twin.state.StateException;
import de.ehba.twin.state.StateFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.Supplier;

/** Runs the card of an image until standard input ends. Says {@code ready} on standard output when it can be used. */
public final class CardMain {
  private static final int UNUSABLE = 2;
  private static final int LINK_FAILED = 1;

  private CardMain() {}

  public static void main(String[] words) {
    PrintStream out = ownOutput();
    try {
      Options options = Options.parse(words);
      Link link = link(options);
      endWithInput();
      // In this thread: it is the one for which jCardSim has a runtime where no command is under way.
      serve(link, out);
    } catch (IllegalArgumentException e) {
      end(UNUSABLE, e.getMessage() + System.lineSeparator() + Options.USAGE);
    } catch (ImageException | StateException | IOException e) {
      end(UNUSABLE, e.getMessage());
    }
  }

  /** Standard output for what we say alone: jCardSim prints whatever it looks up. */
  static PrintStream ownOutput() {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    return out;
  }

  private static void endWithInput() {
    Thread thread = new Thread(
        () -> {
          try {
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
          } catch (IOException e) {
            end(LINK_FAILED, String.valueOf(e.getMessage()));
          }
        },
        "input");
    thread.setDaemon(true);
    thread.start();
  }

  private static Link link(Options options) throws IOException {
    options.seed().ifPresent(Randomness::repeatBy);
    if (Randomness.reachesSignatures() == options.upstreamRandomness()) {
      throw new IllegalArgumentException(options.upstreamRandomness()
          ? "for jCardSim's own randomness it has to come first on the class path"
          : "jCardSim comes first on the class path: its signatures would give the keys away");
    }
    byte[] image = Files.readAllBytes(options.image());
    Supplier<HealthCard> card = options.forgets() ? () -> fresh(image, options) : lasting(image, options);
    CardSlot slot = new CardSlot(card);
    return options.readerSocket().<Link>map(path -> new IfdLink(path, slot))
        .orElseGet(() -> new VpcdLink(options.vpcd().orElseThrow(), slot));
  }

  private static HealthCard fresh(byte[] image, Options options) {
    return card(image, StateFile.none(), options.cos());
  }

  private static Supplier<HealthCard> lasting(byte[] image, Options options) {
    HealthCard card = card(image, StateFile.open(options.state(), image), options.cos());
    return () -> card;
  }

  static HealthCard card(byte[] image, StateFile state, CosVersion cos) {
    ObjectSystem objects = CardImage.read(image);
    return new HealthCard(objects, new CardMemory(objects, state), cos);
  }

  private static void serve(Link link, PrintStream out) {
    try {
      link.run(() -> {
        out.println("ready");
        out.flush();
      });
    } catch (IOException | RuntimeException e) {
      end(LINK_FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static void end(int status, String message) {
    System.err.println(message);
    System.exit(status);
  }
}
