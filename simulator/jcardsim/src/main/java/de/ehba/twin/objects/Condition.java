package de.ehba.twin.objects;

import java.util.List;

/** An access condition (gemSpec_COS 10.2). */
public sealed interface Condition {
  /** Whoever knows what has been verified. */
  interface SecurityStatus {
    /** PWD(reference) of N022.200, seen from the folder of the object. Uses up one evaluation where it is True. */
    boolean passwordVerified(int reference);
  }

  boolean holds(SecurityStatus status);

  record Always() implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return true;
    }
  }

  record PasswordVerified(int reference) implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return status.passwordVerified(reference);
    }
  }

  /** SmRspEnc asks for something and forbids nothing (N022.600c). */
  record ResponseEncryption() implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return true;
    }
  }

  /** Secure messaging, or a role of another card: the twin has neither, so that it never holds. */
  record OutOfReach(String element) implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return false;
    }
  }

  /** Evaluated from left to right until one part does not hold. */
  record And(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return parts.stream().allMatch(part -> part.holds(status));
    }
  }

  /** Evaluated from left to right until one part holds. */
  record Or(List<Condition> parts) implements Condition {
    @Override
    public boolean holds(SecurityStatus status) {
      return parts.stream().anyMatch(part -> part.holds(status));
    }
  }
}
