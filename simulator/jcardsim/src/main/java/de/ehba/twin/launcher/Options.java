package de.ehba.twin.launcher;

import de.ehba.twin.card.CosVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line.
 *
 * @param readerSocket where to play the reader; otherwise {@code vpcd} is there
 * @param forgets whether each power-up gives a card that was just made, and nothing is stored
 * @param upstreamRandomness whether jCardSim's constant nonces are wanted
 */
record Options(
    Path image,
    Path state,
    Optional<Path> readerSocket,
    Optional<InetSocketAddress> vpcd,
    Optional<Long> seed,
    CosVersion cos,
    boolean forgets,
    boolean upstreamRandomness) {

  static final String USAGE =
      """
      usage: java -jar ehba-twin.jar --image FILE (--reader-socket PATH | --vpcd HOST:PORT)
               [--state FILE | --volatile] [--cos 3.10|3.12] [--seed N] [--upstream-randomness]
      It ends when its standard input does.""";

  private static final Set<String> WITH_VALUE =
      Set.of("--image", "--state", "--reader-socket", "--vpcd", "--seed", "--cos");
  private static final String VOLATILE = "--volatile";
  private static final String UPSTREAM_RANDOMNESS = "--upstream-randomness";

  /** @throws IllegalArgumentException where the command line is not understood */
  static Options parse(String[] words) {
    Map<String, String> values = new HashMap<>();
    boolean forgets = false;
    boolean upstream = false;
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(UPSTREAM_RANDOMNESS)) upstream = true;
      else if (words[i].equals(VOLATILE)) forgets = true;
      else if (WITH_VALUE.contains(words[i]) && i + 1 < words.length) values.put(words[i], words[++i]);
      else throw new IllegalArgumentException("not understood: " + words[i]);
    }
    String image = values.get("--image");
    if (image == null || values.containsKey("--vpcd") == values.containsKey("--reader-socket")) {
      throw new IllegalArgumentException("an image and one place to go are needed");
    }
    return new Options(
        Path.of(image),
        Path.of(values.getOrDefault("--state", image + ".state")),
        Optional.ofNullable(values.get("--reader-socket")).map(Path::of),
        Optional.ofNullable(values.get("--vpcd")).map(Options::address),
        Optional.ofNullable(values.get("--seed")).map(Long::valueOf),
        cosVersion(values.getOrDefault("--cos", "3.10")),
        forgets,
        upstream);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) throw new IllegalArgumentException(text + " is not HOST:PORT");
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    return host.equals("localhost")
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
        : new InetSocketAddress(host, port);
  }

  private static CosVersion cosVersion(String text) {
    return switch (text) {
      case "3.10" -> CosVersion.V3_10;
      case "3.12" -> CosVersion.V3_12;
      default -> throw new IllegalArgumentException("unknown COS version " + text);
    };
  }
}
