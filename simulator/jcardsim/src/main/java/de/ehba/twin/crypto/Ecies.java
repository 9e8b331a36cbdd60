package de.ehba.twin.crypto;

import java.util.Arrays;
import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.KeyBuilder;
import javacard.security.Signature;
import javacardx.crypto.Cipher;

/** Decryption of elcSharedSecretCalculation on a curve of 256 bits (gemSpec_COS N004.500, N004.800, N090.300c). */
public final class Ecies {
  private static final int BLOCK = 16;
  private static final int MAC_LENGTH = 8;
  private static final byte PADDING_INDICATOR = 0x02;

  private Ecies() {}

  /**
   * @param cryptogram data object A6: the curve, the sender's point, {@code 02 ‖} ciphertext, and MAC
   * @throws IllegalArgumentException where anything is wrong with it
   */
  public static byte[] decrypt(EcKey key, byte[] cryptogram) {
    Tlv.Reader outer = new Tlv.Reader(cryptogram);
    Tlv.Reader parts = new Tlv.Reader(outer.value(0xa6));
    outer.end();
    byte[] oid = parts.value(0x06);
    byte[] point = new Tlv.Reader(parts.value(0x7f49)).value(0x86);
    byte[] cipherObject = parts.value(0x86);
    byte[] mac = parts.value(0x8e);
    parts.end();
    check(Arrays.equals(oid, key.curveOid()), "another curve");
    check(cipherObject.length > 1 && cipherObject[0] == PADDING_INDICATOR, "another padding indicator");
    byte[] ciphertext = Arrays.copyOfRange(cipherObject, 1, cipherObject.length);
    check(ciphertext.length % BLOCK == 0, "the ciphertext is not made of blocks");

    byte[] shared = key.agree(point);
    AESKey macKey = derive(shared, 2);
    check(Arrays.equals(mac, mac(macKey, padded(ciphertext))), "the MAC is wrong");
    return unpadded(decryptBlocks(derive(shared, 1), ciphertext));
  }

  /** Key derivation for AES-256: SHA-256 over the shared secret and a counter. */
  private static AESKey derive(byte[] shared, int counter) {
    byte[] octets = Sha256.hash(shared, Octets.of(0, 0, 0, counter));
    AESKey key = (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES, KeyBuilder.LENGTH_AES_256, false);
    key.setKey(octets, (short) 0);
    return key;
  }

  private static byte[] mac(AESKey key, byte[] blocks) {
    Signature cmac = Signature.getInstance(Signature.ALG_AES_CMAC_128, false);
    cmac.init(key, Signature.MODE_SIGN);
    byte[] mac = new byte[BLOCK];
    cmac.sign(blocks, (short) 0, (short) blocks.length, mac, (short) 0);
    return Arrays.copyOf(mac, MAC_LENGTH);
  }

  private static byte[] decryptBlocks(AESKey key, byte[] ciphertext) {
    byte[] initialValue = new byte[BLOCK];
    Cipher ecb = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_ECB_NOPAD, false);
    ecb.init(key, Cipher.MODE_ENCRYPT);
    ecb.doFinal(new byte[BLOCK], (short) 0, (short) BLOCK, initialValue, (short) 0);
    Cipher cbc = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, false);
    cbc.init(key, Cipher.MODE_DECRYPT, initialValue, (short) 0, (short) BLOCK);
    byte[] plain = new byte[ciphertext.length];
    cbc.doFinal(ciphertext, (short) 0, (short) ciphertext.length, plain, (short) 0);
    return plain;
  }

  /** PaddingIso: {@code 80} and zeros up to the next whole block. */
  private static byte[] padded(byte[] message) {
    byte[] blocks = new byte[(message.length / BLOCK + 1) * BLOCK];
    Util.arrayCopyNonAtomic(message, (short) 0, blocks, (short) 0, (short) message.length);
    blocks[message.length] = (byte) 0x80;
    return blocks;
  }

  private static byte[] unpadded(byte[] blocks) {
    int last = blocks.length - 1;
    while (last >= 0 && blocks[last] == 0) last--;
    check(last >= blocks.length - BLOCK && last >= 0 && blocks[last] == (byte) 0x80, "the padding is wrong");
    return Arrays.copyOf(blocks, last);
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) throw new IllegalArgumentException(otherwise);
  }
}
