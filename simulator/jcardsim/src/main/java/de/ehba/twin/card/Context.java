package de.ehba.twin.card;

import de.ehba.twin.objects.AccessRules.Rule;
import de.ehba.twin.objects.CardObject;
import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.ObjectSystem;
import de.ehba.twin.objects.Password;
import de.ehba.twin.objects.PrivateKey;
import de.ehba.twin.objects.SecretKey;
import de.ehba.twin.state.CardMemory;

/**
 * One command on its way: what it says, the channel that it came over, and what the card has.
 *
 * @param command its class byte is that of the basic channel
 */
record Context(CommandApdu command, Channel channel, ObjectSystem objects, CardMemory memory) {
  /** AccessRuleEvaluation (gemSpec_COS 10.4). Ends the command where it is False. */
  void checkAccess(CardObject object) {
    Folder folder = object.ruleFolder();
    int environment = channel.environment(folder);
    boolean allowed = object.accessRules().rulesFor(object.logicalLifeCycle(), environment).stream()
        .filter(this::speaksOfCommand)
        .anyMatch(rule -> rule.condition().holds(reference -> passwordVerified(folder, reference)));
    if (!allowed) throw StatusWord.error(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
  }

  private boolean speaksOfCommand(Rule rule) {
    return rule.speaksOf(command.cla(), command.ins(), command.p1(), command.p2());
  }

  /** PWD(reference) (N022.200). */
  private boolean passwordVerified(Folder folder, int reference) {
    return folder.password(reference)
        .map(password -> channel.useVerified(password) || !password.enabled())
        .orElse(false);
  }

  /** The password that P2 addresses. */
  Password password() {
    return channel.currentFolder().password(command.p2())
        .orElseThrow(() -> StatusWord.error(StatusWord.REFERENCE_NOT_FOUND));
  }

  /** SearchSecretKey with an algorithm (N021.500). */
  SecretKey key(int reference, Algorithm algorithm) {
    SecretKey key = key(reference);
    if (algorithm.isAmong(key.algorithms(channel.environment(key.parent())))) return key;
    throw StatusWord.error(StatusWord.UNSUPPORTED_FUNCTION);
  }

  /** SearchSecretKey with a wildcard. */
  SecretKey key(int reference) {
    return channel.currentFolder().secretKey(reference)
        .orElseThrow(() -> StatusWord.error(StatusWord.REFERENCE_NOT_FOUND));
  }

  /** The key that was chosen for a use, searched anew and allowed. */
  ChosenKey chosenKey(Channel.Use use) {
    Channel.KeyReference reference =
        channel.keyReference(use).orElseThrow(() -> StatusWord.error(StatusWord.NO_KEY_REFERENCE));
    SecretKey key = key(reference.reference(), reference.algorithm());
    checkAccess(key);
    return new ChosenKey((PrivateKey) key, reference.algorithm());
  }

  /** A key that names an algorithm is a private one. */
  record ChosenKey(PrivateKey key, Algorithm algorithm) {}

  /** The file that a command works on: by short identifier, which makes it the current one, or the current one. */
  ElementaryFile file(boolean byShortIdentifier, int shortIdentifier) {
    if (!byShortIdentifier) {
      return channel.currentFile().orElseThrow(() -> StatusWord.error(StatusWord.NO_CURRENT_FILE));
    }
    ElementaryFile file = channel.currentFolder().fileByShortIdentifier(shortIdentifier)
        .orElseThrow(() -> StatusWord.error(StatusWord.FILE_NOT_FOUND));
    channel.select(file);
    return file;
  }

  /** Commands with answers are refused where they leave no room for one. */
  void requireLe() {
    check(command.le().present(), StatusWord.WRONG_LENGTH);
  }

  void requireDataLength(int length) {
    check(command.data().length == length, StatusWord.WRONG_LENGTH);
  }

  void requireData() {
    check(command.data().length > 0, StatusWord.WRONG_LENGTH);
  }

  static void check(boolean condition, int otherwise) {
    if (!condition) throw StatusWord.error(otherwise);
  }
}
