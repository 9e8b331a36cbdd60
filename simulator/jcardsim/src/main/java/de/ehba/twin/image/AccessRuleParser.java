package de.ehba.twin.image;

import de.ehba.twin.objects.AccessRules;
import de.ehba.twin.objects.AccessRules.Entry;
import de.ehba.twin.objects.AccessRules.Pattern;
import de.ehba.twin.objects.AccessRules.Rule;
import de.ehba.twin.objects.Condition;
import de.ehba.twin.objects.LifeCycle;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads the notation of access rules in images. Of its two parts only the one for the contact interface counts
 * here.
 */
final class AccessRuleParser {
  private static final String CONTACT = "CB{";

  private final String text;
  private int position;

  private AccessRuleParser(String text) {
    this.text = text;
  }

  /** @throws ImageException where it is anything else */
  static AccessRules parse(String notation) {
    String text = notation.replaceAll("\\s", "");
    if (text.isEmpty()) return new AccessRules(List.of());
    AccessRuleParser parser = new AccessRuleParser(text);
    parser.expect(CONTACT);
    return new AccessRules(parser.list(parser::entry, '}'));
  }

  private Entry entry() {
    expect("[");
    LifeCycle lifeCycle = LifeCycle.valueOf(word());
    expect(",");
    OptionalInt environment = number();
    expect(",{");
    List<Rule> rules = list(this::rule, '}');
    expect("]");
    return new Entry(lifeCycle, environment, rules);
  }

  private Rule rule() {
    expect("({");
    List<Pattern> patterns = list(this::pattern, '}');
    expect(",");
    Condition condition = condition();
    expect(")");
    return new Rule(patterns, condition);
  }

  private Pattern pattern() {
    OptionalInt cla = number();
    OptionalInt ins = nextOctet();
    OptionalInt p1 = nextOctet();
    OptionalInt p2 = nextOctet();
    return new Pattern(cla, ins, p1, p2);
  }

  /** What is left out at the end may be anything. */
  private OptionalInt nextOctet() {
    if (!text.startsWith("||", position)) return OptionalInt.empty();
    expect("||");
    return number();
  }

  private Condition condition() {
    String name = word();
    return switch (name) {
      case "ALW" -> new Condition.Always();
      case "PWD" -> new Condition.PasswordVerified(Integer.parseInt(argument(), 16));
      case "SMRSPENC" -> new Condition.ResponseEncryption();
      case "SMCMDENC" -> new Condition.OutOfReach(name);
      case "SMMAC", "AUTCHAT", "AUTCHA", "AUT" -> new Condition.OutOfReach(name + "(" + argument() + ")");
      case "AND" -> new Condition.And(conditions());
      case "OR" -> new Condition.Or(conditions());
      default -> throw malformed();
    };
  }

  private List<Condition> conditions() {
    expect("{");
    return list(this::condition, '}');
  }

  private String argument() {
    expect("(");
    int end = text.indexOf(')', position);
    if (end < 0) throw malformed();
    String argument = text.substring(position, end);
    position = end + 1;
    return argument;
  }

  /** Elements between commas up to the closing character; none, where it follows at once. */
  private <T> List<T> list(Supplier<T> element, char closing) {
    List<T> elements = new ArrayList<>();
    while (peek() != closing) {
      if (!elements.isEmpty()) expect(",");
      elements.add(element.get());
    }
    position++;
    return elements;
  }

  private OptionalInt number() {
    if (text.startsWith("??", position)) {
      position += 2;
      return OptionalInt.empty();
    }
    String digits = word();
    try {
      return OptionalInt.of(Integer.parseInt(digits, 16));
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private String word() {
    int start = position;
    while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) position++;
    if (position == start) throw malformed();
    return text.substring(start, position);
  }

  private char peek() {
    if (position == text.length()) throw malformed();
    return text.charAt(position);
  }

  private void expect(String wanted) {
    if (!text.startsWith(wanted, position)) throw malformed();
    position += wanted.length();
  }

  private ImageException malformed() {
    return new ImageException("access rules not understood at character " + position + " of " + text);
  }
}
