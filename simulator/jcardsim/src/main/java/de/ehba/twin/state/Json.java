package de.ehba.twin.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much of JSON as state files hold: objects, lists, texts, whole numbers, true and false. */
final class Json {
  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /** @throws IllegalArgumentException where it is anything else */
  static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.position < text.length()) throw json.malformed();
    return value;
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> object) {
      out.append('{');
      object.forEach((name, member) -> {
        if (out.charAt(out.length() - 1) != '{') out.append(',');
        write(name, out);
        out.append(':');
        write(member, out);
      });
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (Object element : list) {
        if (out.charAt(out.length() - 1) != '[') out.append(',');
        write(element, out);
      }
      out.append(']');
    } else if (value instanceof String string) {
      writeText(string, out);
    } else {
      out.append(value);
    }
  }

  private static void writeText(String string, StringBuilder out) {
    out.append('"');
    for (char character : string.toCharArray()) {
      if (character == '"' || character == '\\') out.append('\\').append(character);
      else if (character < ' ') out.append(String.format("\\u%04x", (int) character));
      else out.append(character);
    }
    out.append('"');
  }

  private Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> literal();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    position++;
    for (boolean first = true; !ends('}'); first = false) {
      if (!first) expect(',');
      skipSpace();
      String name = string();
      expect(':');
      members.put(name, value());
    }
    return members;
  }

  private List<Object> list() {
    List<Object> elements = new ArrayList<>();
    position++;
    for (boolean first = true; !ends(']'); first = false) {
      if (!first) expect(',');
      elements.add(value());
    }
    return elements;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      char character = text.charAt(position++);
      string.append(character == '\\' ? escaped() : character);
    }
    position++;
    return string.toString();
  }

  private char escaped() {
    char character = peek();
    position++;
    return switch (character) {
      case '"', '\\', '/' -> character;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (text.length() < position + 4) throw malformed();
        position += 4;
        yield (char) Integer.parseInt(text.substring(position - 4, position), 16);
      }
      default -> throw malformed();
    };
  }

  private Object literal() {
    int start = position;
    while (position < text.length() && isOfLiteral(text.charAt(position))) position++;
    String word = text.substring(start, position);
    if (word.equals("true") || word.equals("false")) return Boolean.valueOf(word);
    return Integer.valueOf(word);
  }

  private static boolean isOfLiteral(char character) {
    return Character.isLetterOrDigit(character) || character == '-';
  }

  private boolean ends(char closing) {
    skipSpace();
    if (peek() != closing) return false;
    position++;
    return true;
  }

  private void expect(char wanted) {
    skipSpace();
    if (peek() != wanted) throw malformed();
    position++;
  }

  private char peek() {
    if (position >= text.length()) throw malformed();
    return text.charAt(position);
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) position++;
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("not JSON at character " + position);
  }
}
