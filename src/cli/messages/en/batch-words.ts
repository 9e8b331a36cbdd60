/** English words of batches and of verification. */
export const batchWords = {
  signing: {
    title: 'About to sign',
    with: (key: string, use: string, certificate: string): string =>
      `signed with the ${use} key ${key}, certificate ${certificate}`,
    revocationNotChecked: 'not checked',
    certificateExpired: (date: string): string => `EXPIRED on ${date}; signed all the same, because you allowed it`,
    documents: (count: string, size: string): string => `${count} (${size})`,
    more: (count: string): string => `… and ${count} more`,
    entries: (entries: string, perEntry: string): string =>
      `${entries}: the card allows ${perEntry} signatures per entry, so you are asked ${entries} times`,
    oneEntry: '1',
    moreEntries: (entries: string, perEntry: string): string =>
      perEntry === '1'
        ? `This key wants the PIN for every single document: ${entries} entries in all.`
        : `This key wants the PIN after every ${perEntry} documents: ${entries} entries in all.`,
    left: (left: string, total: string): string => `Still to be signed: ${left} of ${total} documents`,
    entry: (number: string, of: string, documents: string): string =>
      `PIN entry ${number} of ${of}, for ${documents === '1' ? 'one document' : `${documents} documents`}`,
    progress: '{bar} {value} of {total} documents, {left}',
    secondsLeft: (seconds: string): string => `${seconds} s left`,
    signed: (count: string, total: string): string => `${count} of ${total} documents`,
    planned: 'Nothing was signed (--dry-run).',
    stopping: 'Stopping after the document in hand. Ctrl-C again stops at once; that loses nothing either.',
    states: { pending: 'not signed', signed: 'signed', failed: 'failed' },
    lost: (count: string): string => `${count} (the card may have made them; their answers were lost)`,
  },
  batches: {
    none: 'No batch is open.',
    states: {
      running: 'running',
      incomplete: 'not finished',
      done: 'finished',
      damaged: 'journal damaged',
      newer: 'of a newer version',
    },
    stopping: (id: string): string =>
      `Batch ${id} ends after the document in hand. Go on later: ehba batch resume ${id}`,
    notRunning: (id: string): string => `Batch ${id} is not running. Go on with it: ehba batch resume ${id}`,
    discarded: (id: string): string => `Batch ${id} is forgotten.`,
    discardedSignatures: (count: string): string =>
      `Signatures thrown away with it that the card had made and that were never written: ${count}`,
  },
  verifying: {
    valid: 'valid',
    invalid: 'NOT VALID',
    revocationUnknown: 'Revocation was not checked: whether a certificate has been revoked is unknown.',
    asOf: (time: string): string => `Verified as if it were ${time} (--sim-clock).`,
    reasons: {
      signedAttributesMissing: 'signed attributes are missing',
      attributeMissing: 'a signed attribute is missing',
      attributeRepeated: 'a signed attribute is there twice',
      contentTypeMismatch: 'the content is of another type than signed',
      contentMismatch: 'the document is not the one that was signed',
      contentMissing: 'the signed document is not at hand (--content)',
      signerCertificateMissing: 'the certificate of the signer is missing',
      signingCertificateMismatch: 'the certificate is not the one that was signed for',
      algorithmUnsupported: 'the signature algorithm is not accepted',
      signatureWrong: 'the signature is wrong',
      chainUntrusted: 'the certificate does not lead to a trusted root',
      certificateNotYetValid: 'the certificate is not valid yet',
      certificateExpired: 'the certificate has expired',
      purposeRefused: 'the certificate is not for signing documents',
    },
  },
}
