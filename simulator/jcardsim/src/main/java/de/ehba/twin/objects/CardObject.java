package de.ehba.twin.objects;

/** What all objects of the card have. Attributes that no command of the twin changes are final. */
public abstract class CardObject {
  private final String name;
  private final LifeCycle lifeCycle;
  private final AccessRules accessRules;
  private Folder parent;

  CardObject(Traits traits) {
    name = traits.name();
    lifeCycle = traits.lifeCycle();
    accessRules = traits.accessRules();
  }

  /** The attributes that every type of object has. */
  public record Traits(String name, LifeCycle lifeCycle, AccessRules accessRules) {}

  public final String name() {
    return name;
  }

  /** The folder that holds this object; null for the root alone. */
  public final Folder parent() {
    return parent;
  }

  final void placeIn(Folder folder) {
    parent = folder;
  }

  /** The folder whose security environment decides about this object (N023.400). */
  public Folder ruleFolder() {
    return parent;
  }

  public final LifeCycle physicalLifeCycle() {
    return lifeCycle;
  }

  /** N020.600: what a folder above is, all that it holds is at least. */
  public final LifeCycle logicalLifeCycle() {
    return parent == null ? lifeCycle : lifeCycle.orWorse(parent.logicalLifeCycle());
  }

  public final AccessRules accessRules() {
    return accessRules;
  }

  /**
   * Address in the state file: names of the folders below the root, then the own; of an object in the root
   * {@code MF/name}.
   */
  public String path() {
    return parent.pathOfChildren() + "/" + name;
  }
}
