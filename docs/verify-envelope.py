#!/usr/bin/env python3
"""Checks one of Model Gate's envelopes (DSSE, Ed25519) without Model Gate.

usage: verify-envelope.py ENVELOPE.json PUBLIC-KEY.pem
prints the document's digest and what it is; needs the package `cryptography`
"""
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization


def main(envelope_file, key_file):
    with open(envelope_file, "rb") as file:
        envelope = json.load(file)
    with open(key_file, "rb") as file:
        key = serialization.load_pem_public_key(file.read())
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    key_id = hashlib.sha256(der).hexdigest()
    payload = base64.b64decode(envelope["payload"], validate=True)
    kind = envelope["payloadType"].encode()
    # The pre-authentication encoding: what DSSE signs.
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    signatures = [signature for signature in envelope["signatures"] if signature["keyid"] == key_id]
    if not signatures:
        sys.exit(f"not signed by {key_id}")
    for signature in signatures:
        try:
            key.verify(base64.b64decode(signature["sig"], validate=True), message)
        except InvalidSignature:
            sys.exit(f"the signature of {key_id} does not fit")
    print(hashlib.sha256(payload).hexdigest(), json.loads(payload)["predicateType"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
