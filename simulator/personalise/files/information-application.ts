/** A key that a cryptographic information application (ISO 7816-15) describes. */
export interface DescribedKey {
  readonly certificate: string
  readonly privateKey: string
  /** File identifier of the certificate in its application. */
  readonly certificateFid: string
  /** Reference of the private key, with the DF bit. */
  readonly reference: number
  readonly algorithm: 'rsa' | 'ecc'
  readonly use: 'sign' | 'signAndLogin' | 'decipher'
  /** References to `supportedAlgorithms` that the key works with. */
  readonly algorithms: readonly number[]
}

/** A password and its PUK as such an application describes them. */
export interface DescribedPassword {
  readonly pin: string
  readonly puk: string
  /** Reference of the password, with the DF bit. */
  readonly reference: number
  /** authId of the PIN and of its PUK, one byte each. */
  readonly pinId: number
  readonly pukId: number
  /** Belongs to its application alone and signs: PIN.QES. Otherwise for the whole card: PIN.CH. */
  readonly local: boolean
}

/** An entry of supportedAlgorithms. */
export interface DescribedAlgorithm {
  readonly reference: number
  /** Mechanism number of PKCS#11; gematik's own start with 8. */
  readonly mechanism: number
  readonly parameters: 'sha256AndMgf1' | 'none'
  readonly operation: 'sign' | 'decipher'
  readonly oid: string
  /** algID of the COS: last byte of an algorithmIdentifier in MANAGE SECURITY ENVIRONMENT. */
  readonly cosAlgorithm: number
}

/** What one DF.CIA describes. */
export interface InformationApplication {
  readonly label: string
  /** AID of the application described. */
  readonly aid: string
  /** Names security environment 1, because its rules differ between environments: DF.QES. */
  readonly environment?: 1
  readonly password: DescribedPassword
  readonly keys: readonly DescribedKey[]
  readonly algorithms: readonly DescribedAlgorithm[]
}

const pss: DescribedAlgorithm = {
  reference: 1,
  mechanism: 0x43,
  parameters: 'sha256AndMgf1',
  operation: 'sign',
  oid: '1.2.840.113549.1.1.10',
  cosAlgorithm: 0x05,
}

/** DF.CIA.QES: the qualified signature. */
export const qesInformation: InformationApplication = {
  label: 'Qualified Signature Application',
  aid: 'd27600006601',
  environment: 1,
  password: { pin: 'PIN.QES', puk: 'PUK.QES', reference: 0x81, pinId: 0x03, pukId: 0x13, local: true },
  algorithms: [
    pss,
    {
      reference: 2,
      mechanism: 0x80000005,
      parameters: 'none',
      operation: 'sign',
      oid: '1.2.840.10045.4.3.2',
      cosAlgorithm: 0x00,
    },
  ],
  keys: [
    {
      certificate: 'C.HP.QES',
      privateKey: 'PrK.HP.QES',
      certificateFid: 'c000',
      reference: 0x84,
      algorithm: 'rsa',
      use: 'sign',
      algorithms: [1],
    },
    {
      certificate: 'C.HP.QES',
      privateKey: 'PrK.HP.QES',
      certificateFid: 'c006',
      reference: 0x86,
      algorithm: 'ecc',
      use: 'sign',
      algorithms: [2],
    },
  ],
}

/** DF.CIA.ESIGN: authentication, decipherment and the advanced signature. */
export const esignInformation: InformationApplication = {
  label: 'ESIGN Application',
  aid: 'a000000167455349474e',
  password: { pin: 'PIN.CH', puk: 'PUK.CH', reference: 0x01, pinId: 0x02, pukId: 0x12, local: false },
  algorithms: [
    pss,
    {
      reference: 2,
      mechanism: 0x01,
      parameters: 'none',
      operation: 'sign',
      oid: '1.2.840.113549.1.1.1',
      cosAlgorithm: 0x02,
    },
    {
      reference: 5,
      mechanism: 0x80000002,
      parameters: 'sha256AndMgf1',
      operation: 'decipher',
      oid: '1.2.840.113549.1.1.7',
      cosAlgorithm: 0x85,
    },
    {
      reference: 6,
      mechanism: 0x80000005,
      parameters: 'none',
      operation: 'sign',
      oid: '1.2.840.10045.4.3.2',
      cosAlgorithm: 0x00,
    },
    {
      reference: 7,
      mechanism: 0x80000006,
      parameters: 'none',
      operation: 'decipher',
      oid: '0.4.0.127.0.7.1.1.5.1.2.4',
      cosAlgorithm: 0x0b,
    },
  ],
  keys: [
    {
      certificate: 'C.HP.AUT',
      privateKey: 'PrK.HP.AUT',
      certificateFid: 'c500',
      reference: 0x82,
      algorithm: 'rsa',
      use: 'signAndLogin',
      algorithms: [1, 2],
    },
    {
      certificate: 'C.HP.ENC',
      privateKey: 'PrK.HP.ENC',
      certificateFid: 'c200',
      reference: 0x83,
      algorithm: 'rsa',
      use: 'decipher',
      algorithms: [5],
    },
    {
      certificate: 'C.HP.SIG',
      privateKey: 'PrK.HP.SIG',
      certificateFid: 'c000',
      reference: 0x84,
      algorithm: 'rsa',
      use: 'sign',
      algorithms: [1],
    },
    {
      certificate: 'C.HP.AUT',
      privateKey: 'PrK.HP.AUT',
      certificateFid: 'c506',
      reference: 0x86,
      algorithm: 'ecc',
      use: 'sign',
      algorithms: [6],
    },
    {
      certificate: 'C.HP.ENC',
      privateKey: 'PrK.HP.ENC',
      certificateFid: 'c205',
      reference: 0x85,
      algorithm: 'ecc',
      use: 'decipher',
      algorithms: [7],
    },
    {
      certificate: 'C.HP.SIG',
      privateKey: 'PrK.HP.SIG',
      certificateFid: 'c007',
      reference: 0x87,
      algorithm: 'ecc',
      use: 'sign',
      algorithms: [6],
    },
  ],
}
