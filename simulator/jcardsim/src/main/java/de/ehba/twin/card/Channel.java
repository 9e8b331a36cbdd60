package de.ehba.twin.card;

import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.Password;
import de.ehba.twin.objects.SecretKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The context of one logical channel (gemSpec_COS 12.1), new after a reset (N030.100). It ends with the power. */
final class Channel {
  private static final int FIRST_ENVIRONMENT = 1;

  private Folder currentFolder;
  private Optional<ElementaryFile> currentFile = Optional.empty();
  /** What is missing here is 1. */
  private final Map<Folder, Integer> environments = new HashMap<>();
  private final Map<Use, KeyReference> keyReferences = new EnumMap<>(Use.class);
  /** securityStatusEvaluationCounter of all passwords that were verified. */
  private final Map<Password, Integer> verified = new HashMap<>();

  Channel(Folder root) {
    currentFolder = root;
  }

  /** Elements of keyReferenceList that the twin has commands for. */
  enum Use {
    INTERNAL_AUTHENTICATE,
    SIGNATURE_CREATION,
    DATA_DECIPHER
  }

  /** @param key what the reference pointed to when it was set */
  record KeyReference(int reference, Algorithm algorithm, SecretKey key) {}

  Folder currentFolder() {
    return currentFolder;
  }

  Optional<ElementaryFile> currentFile() {
    return currentFile;
  }

  void select(ElementaryFile file) {
    currentFile = Optional.of(file);
  }

  /** N048.200b. */
  void select(Folder folder) {
    Folder left = currentFolder;
    currentFolder = folder;
    currentFile = Optional.empty();
    environments.keySet().removeIf(other -> !(other.isOnPathTo(left) && other.isOnPathTo(folder)));
    verified.keySet().removeIf(password -> !password.parent().isOnPathTo(folder));
    keyReferences.values().removeIf(reference -> !reference.key().parent().isOnPathTo(folder));
  }

  int environment(Folder folder) {
    return environments.getOrDefault(folder, FIRST_ENVIRONMENT);
  }

  /** MSE RESTORE (N104.200). */
  void restoreEnvironment(int number) {
    environments.put(currentFolder, number);
    verified.keySet().removeIf(password -> password.parent() == currentFolder);
    keyReferences.values().removeIf(reference -> reference.key().parent() == currentFolder);
  }

  Optional<KeyReference> keyReference(Use use) {
    return Optional.ofNullable(keyReferences.get(use));
  }

  void setKeyReference(Use use, KeyReference reference) {
    keyReferences.put(use, reference);
  }

  /** setPasswordStatus (N030.900): the counter begins anew. */
  void setVerified(Password password) {
    verified.put(password, password.startSsec(environment(password.parent())));
  }

  void clearVerified(Password password) {
    verified.remove(password);
  }

  boolean isVerified(Password password) {
    return verified.getOrDefault(password, 0) != 0;
  }

  /** As {@link #isVerified}, and counts one evaluation (N022.200a.1). */
  boolean useVerified(Password password) {
    if (!isVerified(password)) return false;
    verified.computeIfPresent(password, (verifiedOne, uses) -> uses == Password.UNLIMITED ? uses : uses - 1);
    return true;
  }
}
