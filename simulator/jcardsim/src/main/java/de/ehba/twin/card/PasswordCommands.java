package de.ehba.twin.card;

import de.ehba.twin.objects.Password;
import de.ehba.twin.objects.PinBlock;
import de.ehba.twin.objects.Secret;
import de.ehba.twin.objects.Secret.TransportStatus;
import de.ehba.twin.state.CardMemory.Transaction;
import java.util.Arrays;

/** Commands for passwords (gemSpec_COS 14.6). */
final class PasswordCommands {
  private static final int WITH_SECRET = 0x00;
  private static final int WITHOUT_SECRET = 0x01;

  private final CosVersion version;

  PasswordCommands(CosVersion version) {
    this.version = version;
  }

  /** VERIFY (14.6.6). */
  Answer verify(Context context) {
    context.requireDataLength(PinBlock.LENGTH);
    Password password = allowed(context);
    checkUsable(password);
    boolean right = compare(context, password, firstBlock(context));
    context.memory().countVerification(password, right);
    if (!right) return wrongSecret(password);
    context.memory().begin().retryCounter(password, startRetryCounter(password)).commit();
    context.channel().setVerified(password);
    return Answer.DONE;
  }

  /** CHANGE REFERENCE DATA (14.6.1): old and new secret, or the first one of an empty PIN. */
  Answer change(Context context) {
    boolean withOld = context.command().p1() == WITH_SECRET;
    Password password = allowed(context);
    context.requireDataLength(withOld ? 2 * PinBlock.LENGTH : PinBlock.LENGTH);
    // N015.610: that way is closed once the PIN is not empty any more; how to say so is left open.
    boolean open = withOld || password.secret().transportStatus() == TransportStatus.EMPTY_PIN;
    Context.check(open, StatusWord.SECURITY_STATUS_NOT_SATISFIED);
    Context.check(password.secret().retryCounter() > 0, StatusWord.BLOCKED);
    PinBlock newSecret = lastBlock(context);
    checkLength(password, newSecret);
    if (withOld && !compare(context, password, firstBlock(context))) return wrongSecret(password);
    replaceSecret(context.memory().begin().retryCounter(password, startRetryCounter(password)), password, newSecret);
    return Answer.DONE;
  }

  /** GET PIN STATUS (14.6.4). */
  Answer status(Context context) {
    context.requireDataLength(0);
    Password password = allowed(context);
    Secret secret = password.secret();
    boolean protectedNow = secret.transportStatus() != TransportStatus.REGULAR;
    boolean tellsBlocked = version == CosVersion.V3_12 || !protectedNow;
    if (secret.retryCounter() == 0 && tellsBlocked) return Answer.of(StatusWord.counter(0));
    if (!password.enabled()) return Answer.of(StatusWord.PASSWORD_DISABLED);
    if (context.channel().isVerified(password)) return Answer.DONE;
    if (protectedNow) return Answer.of(StatusWord.TRANSPORT_STATUS + secret.transportStatus().coding());
    return Answer.of(StatusWord.counter(secret.retryCounter()));
  }

  /** RESET RETRY COUNTER (14.6.5); P1 says what the data hold. */
  Answer resetRetryCounter(Context context) {
    int p1 = context.command().p1();
    boolean withPuk = p1 == 0x00 || p1 == 0x01;
    boolean withNew = p1 == 0x00 || p1 == 0x02;
    Password password = allowed(context);
    context.requireDataLength((withPuk ? PinBlock.LENGTH : 0) + (withNew ? PinBlock.LENGTH : 0));
    if (withNew) checkLength(password, lastBlock(context));
    context.channel().clearVerified(password);
    if (withPuk && !usePuk(context, password)) return Answer.of(StatusWord.counter(password.secret().pukUses()));
    Transaction transaction = context.memory().begin().retryCounter(password, startRetryCounter(password));
    if (withNew) replaceSecret(transaction, password, lastBlock(context));
    else transaction.commit();
    return Answer.DONE;
  }

  /** DISABLE VERIFICATION REQUIREMENT (14.6.2). */
  Answer disable(Context context) {
    return setEnabled(context, false);
  }

  /** ENABLE VERIFICATION REQUIREMENT (14.6.3). */
  Answer enable(Context context) {
    return setEnabled(context, true);
  }

  private static Answer setEnabled(Context context, boolean wanted) {
    Password password = allowed(context);
    // N076.500a and N077.700a: what is so already is done, whatever the data say.
    if (password.enabled() == wanted) return Answer.DONE;
    if (context.command().p1() == WITHOUT_SECRET) {
      context.requireDataLength(0);
      context.memory().begin().enabled(password, wanted).commit();
      return Answer.DONE;
    }
    context.requireDataLength(PinBlock.LENGTH);
    checkUsable(password);
    if (!compare(context, password, firstBlock(context))) return wrongSecret(password);
    context.memory().begin()
        .enabled(password, wanted)
        .retryCounter(password, startRetryCounter(password))
        .commit();
    return Answer.DONE;
  }

  private static Password allowed(Context context) {
    Password password = context.password();
    context.checkAccess(password);
    return password;
  }

  /** Blocked stands before transport protection (N083.300a). */
  private static void checkUsable(Password password) {
    Context.check(password.secret().retryCounter() > 0, StatusWord.BLOCKED);
    boolean regular = password.secret().transportStatus() == TransportStatus.REGULAR;
    Context.check(regular, StatusWord.PASSWORD_NOT_USABLE);
  }

  private static void checkLength(Password password, PinBlock block) {
    Secret.Limits limits = password.secret().limits();
    boolean fits = block.digits() >= limits.minimumLength() && block.digits() <= limits.maximumLength();
    Context.check(fits, StatusWord.BAD_PASSWORD_LENGTH);
    Context.check(block.wellFormed(), StatusWord.WRONG_DATA);
  }

  /** A try is gone, durably, before the comparison: a reset in between must cost one (N082.900b). */
  private static boolean compare(Context context, Password password, PinBlock block) {
    context.memory().begin().retryCounter(password, password.secret().retryCounter() - 1).commit();
    boolean right = password.secret().hasValue(block);
    if (!right) context.channel().clearVerified(password);
    return right;
  }

  private static boolean usePuk(Context context, Password password) {
    int uses = password.secret().pukUses();
    Context.check(uses > 0, StatusWord.BLOCKED);
    context.memory().begin().pukUses(password, uses - 1).commit();
    return password.secret().hasPuk(firstBlock(context));
  }

  private static void replaceSecret(Transaction transaction, Password password, PinBlock newSecret) {
    transaction.secret(password, newSecret).transportStatus(password, TransportStatus.REGULAR).commit();
  }

  private static Answer wrongSecret(Password password) {
    return Answer.of(StatusWord.counter(password.secret().retryCounter()));
  }

  private static int startRetryCounter(Password password) {
    return password.secret().limits().startRetryCounter();
  }

  private static PinBlock firstBlock(Context context) {
    return new PinBlock(Arrays.copyOf(context.command().data(), PinBlock.LENGTH));
  }

  private static PinBlock lastBlock(Context context) {
    byte[] data = context.command().data();
    return new PinBlock(Arrays.copyOfRange(data, data.length - PinBlock.LENGTH, data.length));
  }
}
