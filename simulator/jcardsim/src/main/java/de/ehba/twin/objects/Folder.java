package de.ehba.twin.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** A folder: the root, an application or a dedicated file (gemSpec_COS 8.3.1). */
public final class Folder extends CardObject implements Selectable {
  private final List<byte[]> applicationIdentifiers;
  private final OptionalInt fileIdentifier;
  private final boolean shareable;
  private final List<CardObject> children = new ArrayList<>();

  public Folder(Traits traits, List<byte[]> applicationIdentifiers, OptionalInt fileIdentifier, boolean shareable) {
    super(traits);
    this.applicationIdentifiers = List.copyOf(applicationIdentifiers);
    this.fileIdentifier = fileIdentifier;
    this.shareable = shareable;
  }

  public void add(CardObject child) {
    child.placeIn(this);
    children.add(child);
  }

  public List<CardObject> children() {
    return List.copyOf(children);
  }

  @Override
  public List<byte[]> applicationIdentifiers() {
    return applicationIdentifiers;
  }

  @Override
  public OptionalInt fileIdentifier() {
    return fileIdentifier;
  }

  @Override
  public boolean shareable() {
    return shareable;
  }

  public boolean isRoot() {
    return parent() == null;
  }

  /** True for this folder and all above it: {@code this} belongs to path({@code folder}). */
  public boolean isOnPathTo(Folder folder) {
    return folder == this || (!folder.isRoot() && isOnPathTo(folder.parent()));
  }

  @Override
  public Folder ruleFolder() {
    return this;
  }

  @Override
  public String path() {
    return isRoot() ? name() : super.path();
  }

  String pathOfChildren() {
    return isRoot() || parent().isRoot() ? name() : path();
  }

  /** The first child of a type for which the condition holds. */
  public <T extends CardObject> Optional<T> child(Class<T> type, Predicate<T> condition) {
    return children.stream().filter(type::isInstance).map(type::cast).filter(condition).findFirst();
  }

  public Optional<ElementaryFile> fileByShortIdentifier(int shortIdentifier) {
    return child(ElementaryFile.class, file -> file.shortIdentifier().equals(OptionalInt.of(shortIdentifier)));
  }

  /** SearchPwd (N020.700 to N021.000). */
  public Optional<Password> password(int reference) {
    return search(Password.class, reference, password -> password.identifier() == (reference & 0x7f));
  }

  /** SearchSecretKey without its test of the algorithm (N021.100 to N021.400). */
  public Optional<SecretKey> secretKey(int reference) {
    return search(SecretKey.class, reference, key -> key.identifier() == (reference & 0x7f));
  }

  /**
   * Bit 8 of a reference says where the search begins: in the root and nowhere else, or here and upwards but not in
   * the root.
   */
  private <T extends CardObject> Optional<T> search(Class<T> type, int reference, Predicate<T> condition) {
    if ((reference & 0x80) == 0) return root().child(type, condition);
    if (isRoot()) return Optional.empty();
    return child(type, condition).or(() -> parent().search(type, reference, condition));
  }

  private Folder root() {
    return isRoot() ? this : parent().root();
  }
}
