package de.ehba.twin.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import javacard.security.KeyBuilder;
import javacard.security.RSAPrivateCrtKey;
import javacardx.crypto.Cipher;

/**
 * A private RSA key. From jCardSim it takes the bare power alone: its paddings know neither OAEP with SHA-256 nor PSS
 * over anything but a whole hash value.
 */
public final class RsaKey implements KeyMaterial {
  private static final int SALT_LENGTH = Sha256.LENGTH;
  private static final byte PSS_TRAILER = (byte) 0xbc;
  private static final int SHORTEST_PKCS1_FILLER = 8;

  private final byte[] modulus;
  private final byte[] publicExponent;
  private final Cipher power = Cipher.getInstance(Cipher.ALG_RSA_NOPAD, false);

  /** The five numbers of a private key in the form of the Chinese remainder theorem. */
  public record CrtNumbers(byte[] p, byte[] q, byte[] dp, byte[] dq, byte[] c) {}

  public RsaKey(byte[] modulus, byte[] publicExponent, CrtNumbers numbers) {
    this.modulus = Octets.fixedLength(modulus, new BigInteger(1, modulus).bitLength() / 8);
    this.publicExponent = publicExponent;
    int half = this.modulus.length / 2;
    RSAPrivateCrtKey key =
        (RSAPrivateCrtKey) KeyBuilder.buildKey(KeyBuilder.TYPE_RSA_CRT_PRIVATE, (short) (16 * half), false);
    key.setP(Octets.fixedLength(numbers.p(), half), (short) 0, (short) half);
    key.setQ(Octets.fixedLength(numbers.q(), half), (short) 0, (short) half);
    key.setDP1(Octets.fixedLength(numbers.dp(), half), (short) 0, (short) half);
    key.setDQ1(Octets.fixedLength(numbers.dq(), half), (short) 0, (short) half);
    key.setPQ(Octets.fixedLength(numbers.c(), half), (short) 0, (short) half);
    // Only decryption takes numbers as long as the modulus.
    power.init(key, Cipher.MODE_DECRYPT);
  }

  /** Octets of the modulus, of a signature and of a ciphertext. */
  public int length() {
    return modulus.length;
  }

  /**
   * RSASSA_PSS_SIGN with SHA-256, a salt of 32 octets and trailer BC (N003.300): what is signed may have any
   * length.
   */
  public byte[] signPss(byte[] hash) {
    byte[] salt = Randomness.octets(SALT_LENGTH);
    byte[] digest = Sha256.hash(new byte[8], hash, salt);
    byte[] dataBlock = new byte[length() - Sha256.LENGTH - 1];
    dataBlock[dataBlock.length - SALT_LENGTH - 1] = 0x01;
    System.arraycopy(salt, 0, dataBlock, dataBlock.length - SALT_LENGTH, SALT_LENGTH);
    byte[] masked = xor(dataBlock, mask(digest, dataBlock.length));
    masked[0] &= 0x7f;
    return raise(Octets.concat(masked, digest, new byte[] {PSS_TRAILER}));
  }

  /** RSASSA_PKCS1_V1_5_SIGN over a complete DigestInfo (N003.200). */
  public byte[] signPkcs1(byte[] digestInfo) {
    byte[] filler = new byte[length() - digestInfo.length - 3];
    Arrays.fill(filler, (byte) 0xff);
    return raise(Octets.concat(Octets.of(0x00, 0x01), filler, Octets.of(0x00), digestInfo));
  }

  /** RSAES_OAEP_DECRYPT with SHA-256 and no label. @throws IllegalArgumentException where it does not fit */
  public byte[] decryptOaep(byte[] ciphertext) {
    byte[] encoded = raise(checked(ciphertext));
    byte[] maskedSeed = Arrays.copyOfRange(encoded, 1, 1 + Sha256.LENGTH);
    byte[] maskedBlock = Arrays.copyOfRange(encoded, 1 + Sha256.LENGTH, encoded.length);
    byte[] seed = xor(maskedSeed, mask(maskedBlock, Sha256.LENGTH));
    byte[] block = xor(maskedBlock, mask(seed, maskedBlock.length));
    byte[] labelHash = Arrays.copyOf(block, Sha256.LENGTH);
    int one = Sha256.LENGTH;
    while (one < block.length && block[one] == 0) one++;
    boolean fits =
        encoded[0] == 0 && Arrays.equals(labelHash, Sha256.hash()) && one < block.length && block[one] == 1;
    if (!fits) throw new IllegalArgumentException("not OAEP");
    return Arrays.copyOfRange(block, one + 1, block.length);
  }

  /** RSAES_PKCS1_V1_5_DECRYPT. @throws IllegalArgumentException where it does not fit */
  public byte[] decryptPkcs1(byte[] ciphertext) {
    byte[] encoded = raise(checked(ciphertext));
    int zero = 2;
    while (zero < encoded.length && encoded[zero] != 0) zero++;
    boolean fits =
        encoded[0] == 0 && encoded[1] == 2 && zero < encoded.length && zero - 2 >= SHORTEST_PKCS1_FILLER;
    if (!fits) throw new IllegalArgumentException("not PKCS#1");
    return Arrays.copyOfRange(encoded, zero + 1, encoded.length);
  }

  @Override
  public byte[] publicKeyObject() {
    return Tlv.encode(0x7f49, Tlv.encode(0x81, modulus), Tlv.encode(0x82, publicExponent));
  }

  private byte[] checked(byte[] ciphertext) {
    boolean fits =
        ciphertext.length == length() && new BigInteger(1, ciphertext).compareTo(new BigInteger(1, modulus)) < 0;
    if (fits) return ciphertext;
    throw new IllegalArgumentException("not a number below the modulus");
  }

  private byte[] raise(byte[] number) {
    byte[] result = new byte[length()];
    // Leading zeros of the result are left out.
    short written = power.doFinal(number, (short) 0, (short) number.length, result, (short) 0);
    return Octets.fixedLength(Arrays.copyOf(result, written), length());
  }

  /** MGF1 with SHA-256. */
  private static byte[] mask(byte[] seed, int length) {
    byte[] mask = {};
    for (int counter = 0; mask.length < length; counter++) {
      mask = Octets.concat(mask, Sha256.hash(seed, Octets.of(0, 0, 0, counter)));
    }
    return Arrays.copyOf(mask, length);
  }

  private static byte[] xor(byte[] left, byte[] right) {
    byte[] result = new byte[left.length];
    for (int i = 0; i < left.length; i++) result[i] = (byte) (left[i] ^ right[i]);
    return result;
  }
}
