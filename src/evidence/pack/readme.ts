import { EVIDENCE } from '../../words/evidence';
import type { PackContent } from './content';
import { MANIFEST, PROOF } from './manifest';

/**
 * It is in the README, and not in the verifier, so that a verifier which was changed is found before it runs; the
 * verifier in turn finds a README that was changed.
 */
const HASHES =
  `python3 -c "import hashlib, sys; bad = [n for h, n in (line.split() for line in open('${MANIFEST}')) ` +
  `if hashlib.sha256(open(n, 'rb').read()).hexdigest() != h]; sys.exit('CHANGED: ' + str(bad) if bad else 0)"`;

/** What a stranger has to know and to do, who has neither Portico nor a network. */
export function readmeOf(content: PackContent): string {
  const { wish, madeAt, by, subjectId, entries, receipts, people, handovers } = content;
  const period =
    wish.since || wish.until
      ? `, from ${wish.since?.toISOString() ?? 'the beginning'} until ${wish.until?.toISOString() ?? 'now'}`
      : '';
  const optional = [
    receipts.length === 0 ? '' : CONSENTS,
    people.size === 0 ? '' : PERSON,
    handovers.length === 0 ? '' : HANDOVERS,
  ].join('');
  const about =
    wish.about === 'journey' ? `the journey ${wish.id} of the subject ${subjectId}` : `the subject ${subjectId}`;
  return `EVIDENCE PACK

About  ${about}${period}
Made   ${madeAt.toISOString()} by ${by}
Why    ${wish.reason}
Holds  entries of the audit log: ${entries.length}; consent receipts: ${receipts.length}
       ${EVIDENCE.personal[wish.personal]}

To read it, open report.html in a browser; it can be printed.


TO CHECK IT

You need Python 3.8 or newer, and nothing else: no network, and nothing of
Portico. On Windows write "py" for "python3". Unpack the zip into an empty
folder, open a terminal in that folder, and run these two commands.

1. Is each file as it was? It says nothing if so.

    ${HASHES}

2. Does what the files say hold? It ends with "verified:".

    python3 verify-receipt.py ${wish.vkeys.map((vkey) => `--vkey "${vkey}" `).join('')}pack .

The first command needs no program of the pack, and checks the one that the
second command runs. The second checks this text as well, and the list of
files itself: its hash is in an entry of the audit log. Neither finds a pack
that was forged as a whole, this text, the program and the key included. So
compare the key after --vkey with the one that you were given in another way,
by somebody you trust. You may use a verifier of your own instead of this one:
the formats are those of c2sp.org (tlog-proof, tlog-checkpoint, signed-note).


WHAT IT PROVES

- Each entry stood in the audit log, byte for byte, when the checkpoint was
  signed, and so did the hash of the list of these files. A holder of an
  earlier or a later checkpoint of the log can compare it with this one.
- Each consent receipt was signed with a key of keys/jwks.json, and says what
  its entry of the log says.
- It does not prove that what Portico wrote is true, nor that other entries do
  not exist. report.html is a way to read the entries: they are what is proved.


THE FILES

report.html             what happened, in sentences
entries.jsonl           a line for each entry of the audit log, with its
                        receipt (c2sp.org/tlog-proof)
${optional}checkpoint              the state of the log that the receipts lead to, signed
keys/vkeys              the key that signs the log; while it changes, both
keys/jwks.json          the keys of consent receipts (RFC 7517)
verify-receipt.py       the verifier; python3 verify-receipt.py --help
${MANIFEST}              the SHA-256 of each file
${PROOF}         the receipt of the entry that has the hash of
                        ${MANIFEST}: who had this pack made, when and why
`;
}

const CONSENTS = `consent-receipts.jsonl  a line for each change of a consent that was confirmed:
                        a JWS (RFC 7515) and the receipt of its entry
`;
const PERSON = `person.json             what identifies the person, by journey; it is in no
                        entry of the log
`;
const HANDOVERS = `handovers.jsonl         the entries by which one key of the log named the next
                        one. If you trust the first key, give that one:
                        --vkey ... --handovers handovers.jsonl
`;
