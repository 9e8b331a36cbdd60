package de.ehba.twin.objects;

/** States of an object, in the order of gemSpec_COS N020.600a: what stands higher hides what stands lower. */
public enum LifeCycle {
  ACTIVATED(0x05),
  DEACTIVATED(0x04),
  TERMINATED(0x0c);

  private final int coding;

  LifeCycle(int coding) {
    this.coding = coding;
  }

  /** Value of tag 8A in the file control parameters (N014.500). */
  public int coding() {
    return coding;
  }

  LifeCycle orWorse(LifeCycle other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
