package de.ehba.twin.objects;

import java.util.List;
import java.util.OptionalInt;

/** Access rules of one object on the contact interface (gemSpec_COS 8.1.4). What no rule allows is forbidden. */
public record AccessRules(List<Entry> entries) {
  /** @param environment empty where the entry counts in all security environments */
  public record Entry(LifeCycle lifeCycle, OptionalInt environment, List<Rule> rules) {
    boolean counts(LifeCycle objectLifeCycle, int currentEnvironment) {
      return lifeCycle == objectLifeCycle && environment.orElse(currentEnvironment) == currentEnvironment;
    }
  }

  public record Rule(List<Pattern> patterns, Condition condition) {
    /** N021.900: whether this rule speaks of a command at all. */
    public boolean speaksOf(int cla, int ins, int p1, int p2) {
      return patterns.stream().anyMatch(pattern -> pattern.fits(cla, ins, p1, p2));
    }
  }

  /** Commands: class, instruction and parameters, each of them possibly any. */
  public record Pattern(OptionalInt cla, OptionalInt ins, OptionalInt p1, OptionalInt p2) {
    boolean fits(int actualCla, int actualIns, int actualP1, int actualP2) {
      return fits(cla, actualCla) && fits(ins, actualIns) && fits(p1, actualP1) && fits(p2, actualP2);
    }

    private static boolean fits(OptionalInt wanted, int actual) {
      return wanted.orElse(actual) == actual;
    }
  }

  public List<Rule> rulesFor(LifeCycle lifeCycle, int environment) {
    return entries.stream()
        .filter(entry -> entry.counts(lifeCycle, environment))
        .flatMap(entry -> entry.rules().stream())
        .toList();
  }
}
