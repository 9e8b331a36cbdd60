package de.ehba.twin.objects;

import java.util.Map;

/**
 * A password as commands address it: a regular one (gemSpec_COS 8.4), or a multi-reference password (8.5), which
 * shares its {@link Secret} with a regular one.
 */
public final class Password extends CardObject {
  /** Value of startSsec for any number of uses. */
  public static final int UNLIMITED = -1;

  private final int identifier;
  private final Map<Integer, Integer> startSsecByEnvironment;
  private final Secret ownSecret;
  private Password regular = this;
  private boolean enabled;

  /**
   * @param startSsecByEnvironment startSsecList: uses of the security status after one verification, by security
   * environment
   * @param secret null for a multi-reference password, which needs {@link #referTo}
   */
  public Password(
      Traits traits, int identifier, Map<Integer, Integer> startSsecByEnvironment, boolean enabled, Secret secret) {
    super(traits);
    this.identifier = identifier;
    this.startSsecByEnvironment = Map.copyOf(startSsecByEnvironment);
    this.enabled = enabled;
    ownSecret = secret;
  }

  public int identifier() {
    return identifier;
  }

  /** Uses that one verification gives in a security environment; none in one that the list does not name. */
  public int startSsec(int environment) {
    return startSsecByEnvironment.getOrDefault(environment, 0);
  }

  /** The password that owns the secret: this one, or the one that this one refers to. */
  public Password regular() {
    return regular;
  }

  public void referTo(Password other) {
    regular = other;
  }

  public boolean isMultiReference() {
    return ownSecret == null;
  }

  public Secret secret() {
    return regular.ownSecret;
  }

  public boolean enabled() {
    return enabled;
  }

  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }
}
