import { createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { open, seal } from '../../src/privacy/sealed';
import { randomBytesOf } from '../../src/privacy/random-bytes';
import { caught } from '../support/caught';

const KEY = randomBytes(32);
const CONTEXT = '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11:email';

describe('a sealed value', () => {
  it('opens to the value that was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (bytes, context) => {
        expect(open(KEY, context, seal(KEY, context, Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('opens as UTF-8 when text was sealed', () => {
    expect(open(KEY, CONTEXT, seal(KEY, CONTEXT, 'Zo\u00eb')).toString()).toBe('Zo\u00eb');
  });

  it('cannot be moved to another row or column', () => {
    const sealed = seal(KEY, CONTEXT, 'ops@acme.example');
    for (const context of [CONTEXT.replace('email', 'name'), CONTEXT.replace('019', '018'), `${CONTEXT} `, ''])
      expect(caught(() => open(KEY, context, sealed))).toHaveProperty('message');
  });

  it('cannot be opened with another key', () => {
    expect(caught(() => open(randomBytes(32), CONTEXT, seal(KEY, CONTEXT, 'x')))).toHaveProperty('message');
  });

  it('is refused with any bit changed', () => {
    const sealed = seal(KEY, CONTEXT, 'ops@acme.example');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const turned = Buffer.from(sealed);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      expect(caught(() => open(KEY, CONTEXT, turned))).toHaveProperty('message');
    }
  });

  it('is refused at any other length: a shortened tag would be easier to guess', () => {
    const sealed = seal(KEY, CONTEXT, 'ops@acme.example');
    for (let length = 0; length < sealed.length; length += 1)
      expect(caught(() => open(KEY, CONTEXT, sealed.subarray(0, length)))).toHaveProperty('message');
    expect(caught(() => open(KEY, CONTEXT, Buffer.concat([sealed, Buffer.of(0)])))).toHaveProperty('message');
    const empty = seal(KEY, CONTEXT, '');
    for (let length = 0; length < empty.length; length += 1)
      expect(caught(() => open(KEY, CONTEXT, empty.subarray(0, length)))).toHaveProperty('message');
  });

  it('is different each time, and does not show its content', () => {
    const sealed = Array.from({ length: 1_000 }, () => seal(KEY, CONTEXT, 'ops@acme.example'));
    expect(new Set(sealed.map((value) => value.subarray(1, 13).toString('hex'))).size).toBe(1_000);
    expect(sealed[0]!.includes('acme')).toBe(false);
  });

  it('is AES-256-GCM in the documented layout: version 1, nonce 12, tag 16, text', () => {
    const sealed = seal(KEY, CONTEXT, 'ops@acme.example');
    expect(sealed[0]).toBe(1);
    const decipher = createDecipheriv('aes-256-gcm', KEY, sealed.subarray(1, 13))
      .setAAD(Buffer.from(CONTEXT))
      .setAuthTag(sealed.subarray(13, 29));
    expect(Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString()).toBe('ops@acme.example');
  });
});

describe('random bytes', () => {
  it('are handed out once, and are not changed by later ones', () => {
    const drawn = Array.from({ length: 1_000 }, (_, index) => randomBytesOf(index % 2 === 0 ? 12 : 32));
    const [texts, later] = [drawn.map((bytes) => bytes.toString('hex')), randomBytesOf(64)];
    expect(drawn.map((bytes) => bytes.toString('hex'))).toEqual(texts);
    expect(new Set([...texts, later.toString('hex')]).size).toBe(1_001);
    expect(new Set(texts.map((text) => text.slice(0, 16))).size).toBe(1_000);
    expect(drawn.map(({ length }) => length).slice(0, 2)).toEqual([12, 32]);
  });
});
