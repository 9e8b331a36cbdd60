# SPDX-License-Identifier: Apache-2.0
#
# sign-by-pyhanko.py MODULE SERIAL ID OUT FILE...: signs each file as detached CAdES, in one process and one session; the PIN is
# in TOKEN_PIN. pyHanko's own command line signs PDF alone, so this is its library. With `use_raw_mechanism` it hashes outside the
# token: few of them know CKM_ECDSA_SHA256.
import asyncio
import os
import sys

import pkcs11
from pyhanko.sign.pkcs11 import PKCS11Signer

module, serial, key_id, out, *files = sys.argv[1:]


async def main():
    token = next(t for t in pkcs11.lib(module).get_tokens() if t.serial.decode().strip() == serial)
    with token.open(user_pin=os.environ["TOKEN_PIN"]) as session:
        identity = bytes.fromhex(key_id)
        signer = PKCS11Signer(session, key_id=identity, cert_id=identity, use_raw_mechanism=True)
        for path in files:
            with open(path, "rb") as document:
                signed = await signer.async_sign_general_data(document, "sha256", detached=True, use_cades=True)
            with open(os.path.join(out, os.path.basename(path) + ".p7s"), "wb") as signature:
                signature.write(signed.dump())


asyncio.run(main())
