import fc from 'fast-check';
import { JsonRefused, type JsonFlaw, parseStrictObject } from '../../src/input/strict-json';
import { caught } from '../support/caught';

const parse = (text: string | Buffer): Record<string, unknown> => parseStrictObject(Buffer.from(text as string));

function flawOf(text: string | Buffer): JsonFlaw {
  const refused = caught(() => parse(text));
  expect(refused).toBeInstanceOf(JsonRefused);
  return (refused as JsonRefused).flaw;
}

describe('a body that is a JSON object (RFC 8259)', () => {
  it.each([
    ['empty', '{}', {}],
    ['with white space around', ' \r\n{ "a" : 1 }\t', { a: 1 }],
    [
      'with every kind of value',
      '{"a":null,"b":true,"c":-1.5e3,"d":"x","e":[1,{}],"f":{"g":[]}}',
      { a: null, b: true, c: -1500, d: 'x', e: [1, {}], f: { g: [] } },
    ],
    ['with escapes', '{"a":"\\u00e9\\"\\\\\\/\\n"}', { a: '\u00e9"\\/\n' }],
    ['with a pair of surrogates', '{"a":"\\ud83d\\ude00"}', { a: '\u{1f600}' }],
    ['with brackets and colons inside strings', '{"a{[":"}]:,\\"","b":"\\\\"}', { 'a{[': '}]:,"', b: '\\' }],
    [
      'with one name in two objects',
      '{"a":{"x":1},"b":{"x":2},"c":[{"x":1},{"x":2}]}',
      { a: { x: 1 }, b: { x: 2 }, c: [{ x: 1 }, { x: 2 }] },
    ],
    ['with a name that is a value elsewhere', '{"a":"b","b":"a"}', { a: 'b', b: 'a' }],
    ['with a name of Object.prototype', '{"toString":2}', { toString: 2 }],
    ['sixteen levels deep', `${'{"a":'.repeat(15)}{}${'}'.repeat(15)}`, expect.any(Object)],
  ])('%s', (_what, text, value) => {
    expect(parse(text)).toEqual(value);
  });
});

describe('a body that is refused', () => {
  it.each([
    ['nothing', '', 'not_json'],
    ['white space', '  ', 'not_json'],
    ['an open object', '{"a":1', 'not_json'],
    ['an open string', '{"a":"b', 'not_json'],
    ['an open string that ends in a backslash', '{"a":"b\\', 'not_json'],
    ['a trailing comma', '{"a":1,}', 'not_json'],
    ['a comment', '{"a":1/**/}', 'not_json'],
    ['single quotes', "{'a':1}", 'not_json'],
    ['two values', '{}{}', 'not_json'],
    ['NaN', '{"a":NaN}', 'not_json'],
    ['a leading zero', '{"a":01}', 'not_json'],
    ['a byte order mark', '\ufeff{}', 'not_json'],
    ['a raw line end in a string', '{"a":"\n"}', 'not_json'],
    ['an unknown escape', '{"a":"\\x41"}', 'not_json'],
    ['an array', '[]', 'not_an_object'],
    ['null', 'null', 'not_an_object'],
    ['a string', '"s"', 'not_an_object'],
    ['a number', '1', 'not_an_object'],
    ['true', 'true', 'not_an_object'],
    ['a name twice', '{"a":1,"a":1}', 'duplicate_member'],
    ['a name twice, once written with an escape', '{"a":1,"\\u0061":2}', 'duplicate_member'],
    ['a name twice further down', '{"b":[{"a":1,"c":{},"a":2}]}', 'duplicate_member'],
    ['__proto__', '{"__proto__":{}}', 'forbidden_name'],
    ['__proto__ with an escape', '{"\\u005f_proto__":{}}', 'forbidden_name'],
    ['__proto__ further down', '{"a":{"__proto__":{"admin":true}}}', 'forbidden_name'],
    ['constructor', '{"constructor":{}}', 'forbidden_name'],
    ['NUL, escaped', '{"a":"x\\u0000"}', 'nul_character'],
    ['NUL in a name', '{"a\\u0000":1}', 'nul_character'],
    ['NUL, raw', '{"a":"\0"}', 'not_json'],
    ['a lone high surrogate', '{"a":"\\ud800"}', 'lone_surrogate'],
    ['a lone low surrogate', '{"a":["\\udc00x"]}', 'lone_surrogate'],
    ['a pair in the wrong order', '{"a":"\\udc00\\ud800"}', 'lone_surrogate'],
    ['a lone surrogate in a name', '{"\\ud800":1}', 'lone_surrogate'],
    ['seventeen levels', `${'{"a":'.repeat(16)}{}${'}'.repeat(16)}`, 'too_deep'],
    ['four thousand members', `{"a":[${'1,'.repeat(4096)}1]}`, 'too_complex'],
    ['seventeen levels of arrays', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'too_deep'],
  ])('%s', (_what, text, code) => {
    expect(flawOf(text).code).toBe(code);
  });

  it.each([
    ['a lone continuation byte', Buffer.from([0x7b, 0x22, 0x80, 0x22, 0x7d])],
    ['an overlong slash', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x7d])],
    ['a surrogate in UTF-8', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d])],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
    ['Latin-1', Buffer.from('{"a":"Zo\u00eb"}', 'latin1')],
  ])('not UTF-8: %s', (_what, bytes) => {
    expect(flawOf(bytes).code).toBe('not_utf8');
  });

  it('names the position', () => {
    expect(flawOf('{"a":{"b/~c":["\\u0000"]}}').pointer).toBe('/a/b~1~0c/0');
    expect(flawOf('{"a":1,"a":2}').pointer).toBe('/a');
    expect(flawOf('[]').pointer).toBe('');
  });

  it('shortens a long name', () => {
    const name = 'n'.repeat(5000);
    expect(flawOf(`{"${name}":1,"${name}":2}`).detail.length).toBeLessThan(150);
  });

  it.each([
    ['a hundred thousand levels', `{"a":${'['.repeat(100_000)}`],
    ['a hundred thousand open objects', '{"a":'.repeat(100_000)],
    ['a hundred thousand escapes in an open string', `{"a":"${'\\'.repeat(200_001)}`],
    ['a hundred thousand quotes', '"'.repeat(100_001)],
    ['a hundred thousand colons', `{${':'.repeat(100_000)}`],
  ])('in linear time: %s', (_what, text) => {
    const started = process.cpuUsage().user;
    expect(['too_deep', 'not_json', 'too_complex']).toContain(flawOf(text).code);
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(500);
  });
});

describe('any text', () => {
  const deep = fc.json({ maxDepth: 6 });
  it('is either refused or parsed exactly as by JSON.parse', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          deep,
          fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })).map((value) => JSON.stringify(value)),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const refused = caught(() => parse(text));
          expect(refused ?? parse(text)).toEqual(refused instanceof JsonRefused ? refused : JSON.parse(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('every serialised plain object is accepted', () => {
    const names = fc.string().filter((name) => name !== '__proto__' && name !== 'constructor' && !name.includes('\0'));
    fc.assert(
      fc.property(
        fc.dictionary(
          names,
          fc.oneof(
            fc.integer(),
            fc.boolean(),
            fc.string().filter((text) => !text.includes('\0')),
          ),
        ),
        (object) => {
          expect(parse(JSON.stringify(object))).toEqual({ ...object });
        },
      ),
    );
  });
});
