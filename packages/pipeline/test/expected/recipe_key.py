"""The recipe key of the pre-image in recipe.test.ts: SHA-256 of its canonical text, written out by hand."""

import hashlib

TEXT = (
    '{"code":{"environment":{"SCHEDULE":_},"externals":[s"zod@4.6.7"],"modules":{"@rgflow/kl/layer":s"' + "ab" * 32 + '"}},'
    '"draws":s"kl","inputs":{"activations":s"' + "cd" * 32 + '"},'
    '"keyVersion":n3,'
    '"params":{"depth":n30,"layers":[n1,n2],"name":s"mnist","shuffle":F,"sigmaW2":n1.5},'
    '"stage":s"kl",'
    '"stream":{"seed":n0,"sigmaW2":n1.5}}'
)

print(hashlib.sha256(TEXT.encode()).hexdigest())
