package de.ehba.twin.image;

import de.ehba.twin.crypto.Octets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code child} or {@code record} of an image, as it stands there.
 *
 * @param type objectType; of a record {@code record}
 * @param attributes texts by id, without white space around them
 */
record ImageElement(
    String id,
    String type,
    Map<String, String> attributes,
    List<ImageElement> children,
    List<ImageElement> records) {

  private static final String NOT_SET = "AttributeNotSet";
  private static final String NOT_PERSONALISED = "Wildcard";

  /** Empty where the attribute is missing, or says that it has no value. */
  Optional<String> text(String name) {
    return Optional.ofNullable(attributes.get(name))
        .filter(text -> !text.isEmpty() && !text.equals(NOT_SET) && !text.equals(NOT_PERSONALISED));
  }

  /** @throws ImageException where it is missing */
  String required(String name) {
    return text(name).orElseThrow(() -> new ImageException(id + " has no " + name));
  }

  /** Numbers are hex of any width. @throws ImageException where it is missing or not a number */
  int number(String name) {
    return parseNumber(required(name));
  }

  Optional<Integer> optionalNumber(String name) {
    return text(name).map(this::parseNumber);
  }

  /** Empty where it is missing. @throws ImageException where it is not hex */
  byte[] octets(String name) {
    try {
      String hex = text(name).orElse("").replaceAll("\\s", "");
      return Octets.fromHex(hex.length() % 2 == 0 ? hex : "0" + hex);
    } catch (IllegalArgumentException e) {
      throw new ImageException(id + ": " + name + " is not hex", e);
    }
  }

  boolean flag(String name) {
    return text(name).map(Boolean::parseBoolean).orElse(false);
  }

  private int parseNumber(String text) {
    try {
      return Integer.parseInt(text, 16);
    } catch (NumberFormatException e) {
      throw new ImageException(id + ": " + text + " is not a number", e);
    }
  }
}
