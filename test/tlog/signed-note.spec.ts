import { checkpointText, parseCheckpoint } from '../../src/tlog/checkpoint/checkpoint';
import { isNoteSignedBy, NoteSigner, type NoteKey, parseNote, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { consistencyText, receiptText } from '../../src/tlog/tlog-proof';

/** The public example of https://c2sp.org/signed-note. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE =
  'This is an example message.\n\n\u2014 example.com/foo ' +
  'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

/** The test key of Go's golang.org/x/mod/sumdb/note, and what it signs there. */
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_NOTE =
  `${GO_TEXT}\n\u2014 PeterNeumann ` +
  'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

const keyOf = (vkey: string): NoteKey => {
  const [name, id, key] = vkey.split('+', 2).concat(vkey.split('+').slice(2).join('+'));
  return { name: name!, id: Buffer.from(id!, 'hex'), publicKey: Buffer.from(key!, 'base64').subarray(1) };
};

describe('signed notes (C2SP signed-note)', () => {
  it('the published example verifies with its published key', () => {
    expect(isNoteSignedBy(parseNote(EXAMPLE), keyOf(EXAMPLE_KEY))).toBe(true);
    expect(vkeyOf(keyOf(EXAMPLE_KEY))).toBe(EXAMPLE_KEY);
  });

  it("a note is signed, byte for byte, as Go's sumdb signs it", () => {
    const signer = new NoteSigner('PeterNeumann', GO_SEED);
    expect(vkeyOf(signer.key)).toBe(GO_KEY);
    expect(signer.sign(GO_TEXT)).toBe(GO_NOTE);
  });

  it('another text, signature or key does not verify', () => {
    expect(isNoteSignedBy(parseNote(EXAMPLE.replace('example message', 'examplE message')), keyOf(EXAMPLE_KEY))).toBe(
      false,
    );
    expect(isNoteSignedBy(parseNote(EXAMPLE.replace('srV1', 'srV2')), keyOf(EXAMPLE_KEY))).toBe(false);
    expect(isNoteSignedBy(parseNote(EXAMPLE), keyOf(GO_KEY))).toBeNull();
  });

  it('a note can have two signatures', () => {
    const both = GO_NOTE + new NoteSigner('second', Buffer.alloc(32, 1)).sign(GO_TEXT).split('\n\n')[1]!;
    expect(isNoteSignedBy(parseNote(both), keyOf(GO_KEY))).toBe(true);
    expect(isNoteSignedBy(parseNote(both), new NoteSigner('second', Buffer.alloc(32, 1)).key)).toBe(true);
  });

  it.each([
    '',
    'text',
    'text\n',
    'text\n\n',
    'text\n\n\u2014 name\n',
    'text\n\n\u2014 name AAAA\n',
    'text\n\n- name AAAAAAAA\n',
    EXAMPLE.slice(0, -1),
  ])('%j is not a note', (text) => {
    expect(() => parseNote(text)).toThrow(/not a signed note/);
  });

  it.each(['', 'a b', 'a+b', 'a\nb'])('%j cannot be the name of a key', (name) => {
    expect(() => new NoteSigner(name, GO_SEED)).toThrow(/name/);
  });
});

describe('checkpoints (C2SP tlog-checkpoint)', () => {
  const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');
  const EXAMPLE_TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

  it('the published example is parsed and written unchanged', () => {
    expect(parseCheckpoint(EXAMPLE_TEXT)).toEqual({ origin: 'example.com/behind-the-sofa', size: 20_852_163, root });
    expect(checkpointText(parseCheckpoint(EXAMPLE_TEXT))).toBe(EXAMPLE_TEXT);
  });

  it.each([
    EXAMPLE_TEXT.replace('20852163', '020852163'),
    EXAMPLE_TEXT.replace('20852163', '-1'),
    EXAMPLE_TEXT.replace('q2I=', ''),
    EXAMPLE_TEXT.replace('q2I=', 'q2J='),
    `\n${EXAMPLE_TEXT}`,
    '',
  ])('%j is not a checkpoint', (text) => {
    expect(() => parseCheckpoint(text)).toThrow(/not a checkpoint/);
  });

  it('a receipt has the form of tlog-proof, with the leaf as extra data', () => {
    const text = receiptText({
      leaf: Buffer.from('portico.audit/v1\n{}'),
      index: 0,
      hashes: [root, root],
      checkpoint: EXAMPLE,
    });
    expect(text).toBe(
      'c2sp.org/tlog-proof@v1\nextra cG9ydGljby5hdWRpdC92MQp7fQ==\nindex ' +
        `0\n${root.toString('base64')}\n${root.toString('base64')}\n\n${EXAMPLE}`,
    );
    expect(receiptText({ leaf: Buffer.alloc(0), index: 0, hashes: [], checkpoint: EXAMPLE })).toBe(
      `c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n${EXAMPLE}`,
    );
  });

  it('a consistency proof has the form that witnesses accept', () => {
    expect(consistencyText(20_852_014, [root], EXAMPLE)).toBe(`old 20852014\n${root.toString('base64')}\n\n${EXAMPLE}`);
  });
});
