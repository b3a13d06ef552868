import type { SignedTarget, HttpRequest } from './signed-target';

/** Returns an altered request that must be refused; null where it does not apply to this one. */
export type Mutation = (request: HttpRequest, target: SignedTarget, random: () => number) => HttpRequest | null;

const below = (count: number, random: () => number): number => Math.floor(random() * count);

const withHeader = (request: HttpRequest, name: string, change: (value: string) => string): HttpRequest => ({
  ...request,
  headers: request.headers.map(([known, value]) => [known, known === name ? change(value) : value] as const),
});
const withBody = (request: HttpRequest, body: string): HttpRequest | null =>
  body === request.body
    ? null
    : withHeader({ ...request, body }, 'Content-Length', () => String(Buffer.byteLength(body)));

/** Another visible character: HTTP itself refuses the others. */
function flipped(text: string, random: () => number): string {
  for (;;) {
    const at = below(text.length, random);
    const code = text.charCodeAt(at) ^ (1 << below(7, random));
    if (code > 0x20 && code < 0x7f) return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
  }
}

/** The value with its scheme normalised: without case, and with one space after it (RFC 9110, 11.4). */
const asRead = (value: string): string => value.replace(/^(\S+) +/, (_, scheme: string) => `${scheme.toLowerCase()} `);

/** An alteration that is not equivalent to the original. */
function changed(value: string, change: (value: string) => string): string {
  for (;;) {
    const other = change(value);
    if (asRead(other) !== asRead(value)) return other;
  }
}

const onSignature =
  (change: (hex: string, random: () => number) => string): Mutation =>
  (request, { signature: { header, pattern } }, random) =>
    withHeader(request, header, (value) => value.replace(pattern, (hex) => change(hex, random)));

/** The alterations of a signed request. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit of a signed header': (request, { signedHeaders }, random) =>
    withHeader(request, signedHeaders[below(signedHeaders.length, random)]!, (value) =>
      changed(value, (text) => flipped(text, random)),
    ),
  'a bit of the signature': onSignature(flipped),
  'a bit of the body': (request, _target, random) =>
    request.body === '' ? null : withBody(request, flipped(request.body, random)),
  'a byte more or less in the body': (request, _target, random) =>
    request.body === '' ? null : withBody(request, random() < 0.5 ? `${request.body} ` : request.body.slice(0, -1)),
  'another method or path': (request, target, random) => target.moved(request, random),
  'a header twice': (request, { signedHeaders }, random) => {
    const name = signedHeaders[below(signedHeaders.length, random)]!;
    const [, value] = request.headers.find(([known]) => known === name)!;
    const copy = [random() < 0.5 ? name : name.toLowerCase(), random() < 0.5 ? value : flipped(value, random)] as const;
    return { ...request, headers: random() < 0.5 ? [...request.headers, copy] : [copy, ...request.headers] };
  },
  'a header with blanks inside, as folding leaves it': (request, { signedHeaders }, random) =>
    withHeader(request, signedHeaders[below(signedHeaders.length, random)]!, (value) =>
      changed(value, (text) => {
        const at = 1 + below(text.length - 1, random);
        return `${text.slice(0, at)}${random() < 0.5 ? ' ' : '\t'}${text.slice(at)}`;
      }),
    ),
  'hex in capitals': onSignature((hex) => (/[a-f]/.test(hex) ? hex.toUpperCase() : `${hex}0`)),
  'a shorter signature': onSignature((hex, random) => hex.slice(0, below(hex.length, random))),
  'a longer signature': onSignature(
    (hex, random) => hex + '0123456789abcdef'.charAt(below(16, random)).repeat(1 + below(64, random)),
  ),
  'a clock that is wrong': (_request, target, random) =>
    target.genuine(
      random,
      (random() < 0.5 ? -1 : 1) * (target.forgivenSkew + 5 + below(3_600 - target.forgivenSkew - 4, random)),
    ),
  'the same JSON, written differently': (request, _target, random) => {
    if (request.body === '') return null;
    const json = JSON.parse(request.body) as Record<string, unknown>;
    const ways = [
      JSON.stringify(json, null, 1 + below(4, random)),
      JSON.stringify(Object.fromEntries(Object.entries(json).toReversed())),
      request.body.replace('\u00eb', '\\u00eb'),
      request.body.replace(':', ': '),
      `\n${request.body}`,
    ];
    return withBody(request, ways[below(ways.length, random)]!);
  },
  'an empty key': (request, target, random) => target.keyless(request, random),
};

/** The request's bytes. */
export const bytesOf = ({ method, target, headers, body }: HttpRequest): Buffer =>
  Buffer.from(
    `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
