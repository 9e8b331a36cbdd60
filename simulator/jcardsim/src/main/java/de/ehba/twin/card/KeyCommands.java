package de.ehba.twin.card;

import de.ehba.twin.card.Channel.Use;
import de.ehba.twin.card.Context.ChosenKey;
import de.ehba.twin.crypto.EcKey;
import de.ehba.twin.crypto.Ecies;
import de.ehba.twin.crypto.KeyMaterial;
import de.ehba.twin.crypto.Octets;
import de.ehba.twin.crypto.RsaKey;
import de.ehba.twin.objects.PrivateKey;
import de.ehba.twin.objects.SecretKey;
import java.util.Arrays;

/** Commands that use private keys (gemSpec_COS 14.7.4, 14.8.2, 14.8.3, 14.9.3). */
final class KeyCommands {
  private static final int COMPUTE_SIGNATURE = 0x9e9a;
  private static final int DECIPHER = 0x8086;
  private static final int READ_PUBLIC_KEY = 0x81;
  private static final int CHOSEN_FOR_SIGNATURES = 0x00;
  private static final int ROLE_TOKEN_LENGTH = 24;
  private static final int ROLE_ALGORITHM = 0x00;
  private static final int LONGEST_PSS_INPUT = 64;
  private static final int RSA_PADDING_INDICATOR = 0x00;

  private KeyCommands() {}

  /** PERFORM SECURITY OPERATION. */
  static Answer perform(Context context) {
    return switch (context.command().p1() << 8 | context.command().p2()) {
      case COMPUTE_SIGNATURE -> computeSignature(context);
      case DECIPHER -> decipher(context);
      default -> throw StatusWord.error(StatusWord.INSTRUCTION_NOT_SUPPORTED);
    };
  }

  private static Answer computeSignature(Context context) {
    context.requireLe();
    context.requireData();
    ChosenKey chosen = context.chosenKey(Use.SIGNATURE_CREATION);
    byte[] input = context.command().data();
    KeyMaterial material = material(chosen.key());
    byte[] signature = switch (chosen.algorithm()) {
      case SIGN_ECDSA -> signEcdsa((EcKey) material, input);
      case SIGN_PKCS1 -> signPkcs1((RsaKey) material, input);
      case SIGN_PSS -> signPss((RsaKey) material, input);
      default -> throw StatusWord.error(StatusWord.UNSUPPORTED_FUNCTION);
    };
    context.memory().countSignature(chosen.key());
    return Answer.of(signature);
  }

  /** INTERNAL AUTHENTICATE. */
  static Answer internalAuthenticate(Context context) {
    context.requireLe();
    context.requireData();
    ChosenKey chosen = context.chosenKey(Use.INTERNAL_AUTHENTICATE);
    byte[] token = context.command().data();
    KeyMaterial material = material(chosen.key());
    byte[] response = switch (chosen.algorithm()) {
      case ROLE_AUTHENTICATION -> proveRole(context, (EcKey) material, token);
      case AUTHENTICATE_PKCS1 -> signPkcs1((RsaKey) material, token);
      case CLIENT_AUTHENTICATION -> signPss((RsaKey) material, token);
      default -> throw StatusWord.error(StatusWord.UNSUPPORTED_FUNCTION);
    };
    context.memory().countSignature(chosen.key());
    return Answer.of(response);
  }

  private static Answer decipher(Context context) {
    context.requireLe();
    context.requireData();
    ChosenKey chosen = context.chosenKey(Use.DATA_DECIPHER);
    byte[] cryptogram = context.command().data();
    KeyMaterial material = material(chosen.key());
    try {
      return Answer.of(switch (chosen.algorithm()) {
        case DECIPHER_ELC -> Ecies.decrypt((EcKey) material, cryptogram);
        case DECIPHER_OAEP -> ((RsaKey) material).decryptOaep(withoutIndicator(cryptogram));
        case DECIPHER_PKCS1 -> ((RsaKey) material).decryptPkcs1(withoutIndicator(cryptogram));
        default -> throw StatusWord.error(StatusWord.UNSUPPORTED_FUNCTION);
      });
    } catch (IllegalArgumentException e) {
      throw StatusWord.error(StatusWord.WRONG_DATA);
    }
  }

  /** GENERATE ASYMMETRIC KEY PAIR, as far as it generates nothing. */
  static Answer readPublicKey(Context context) {
    context.requireDataLength(0);
    int reference = context.command().p2();
    if (reference == CHOSEN_FOR_SIGNATURES) {
      // N097.500a.1: what happens where none was chosen is the card's affair.
      reference = context.channel().keyReference(Use.SIGNATURE_CREATION).map(Channel.KeyReference::reference)
          .orElseThrow(() -> StatusWord.error(StatusWord.REFERENCE_NOT_FOUND));
    }
    SecretKey key = context.key(reference);
    context.checkAccess(key);
    Context.check(context.command().p1() == READ_PUBLIC_KEY, StatusWord.INSTRUCTION_NOT_SUPPORTED);
    context.requireLe();
    if (key instanceof PrivateKey found) return Answer.of(material(found).publicKeyObject());
    throw StatusWord.error(StatusWord.REFERENCE_NOT_FOUND);
  }

  private static KeyMaterial material(PrivateKey key) {
    return key.material().orElseThrow(() -> StatusWord.error(StatusWord.KEY_INVALID));
  }

  private static byte[] signEcdsa(EcKey key, byte[] hash) {
    Context.check(hash.length == key.length(), StatusWord.WRONG_DATA);
    return key.sign(hash);
  }

  private static byte[] signPss(RsaKey key, byte[] hash) {
    Context.check(hash.length <= LONGEST_PSS_INPUT, StatusWord.WRONG_DATA);
    return key.signPss(hash);
  }

  /** N003.200: less than 0.4 of the modulus. */
  private static byte[] signPkcs1(RsaKey key, byte[] digestInfo) {
    Context.check(10 * digestInfo.length < 4 * key.length(), StatusWord.WRONG_DATA);
    return key.signPkcs1(digestInfo);
  }

  /** N086.820 and N086.900a: token and algorithm as a number; never for a token that names this very card. */
  private static byte[] proveRole(Context context, EcKey key, byte[] token) {
    Context.check(token.length == ROLE_TOKEN_LENGTH, StatusWord.WRONG_DATA);
    byte[] verifier = Arrays.copyOfRange(token, token.length - context.objects().iccsn8().length, token.length);
    Context.check(!Arrays.equals(verifier, context.objects().iccsn8()), StatusWord.WRONG_DATA);
    return key.sign(Octets.fixedLength(Octets.concat(token, Octets.of(ROLE_ALGORITHM)), key.length()));
  }

  private static byte[] withoutIndicator(byte[] cryptogram) {
    Context.check(cryptogram[0] == RSA_PADDING_INDICATOR, StatusWord.WRONG_DATA);
    return Arrays.copyOfRange(cryptogram, 1, cryptogram.length);
  }
}
