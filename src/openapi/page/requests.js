// What is changed in a request just before it is sent.
import { KEY, operationsOf } from './document.js';

const SAMPLE_EMAIL = 'ops@acme.example';
const encoder = new TextEncoder();

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const randomHex = (bytes) => hex(crypto.getRandomValues(new Uint8Array(bytes)));
const headerNamed = (headers, name) => Object.keys(headers).find((one) => one.toLowerCase() === name);

/** crypto.randomUUID exists on secure origins only. */
function newUuid() {
  const digits = randomHex(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20)].join('-');
}

async function hmac(key, text) {
  const made = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', made, encoder.encode(text));
}

/** As docs/signing.md has it; returns the text that was signed. */
async function sign(request, { client_id: clientId, client_secret: secret }) {
  const timestamp = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const hash = hex(await crypto.subtle.digest('SHA-256', encoder.encode(request.body ?? '')));
  const text = [clientId, timestamp, request.method.toUpperCase(), new URL(request.url).pathname, hash].join('\n');
  const signature = hex(await hmac(fromBase64Url(secret), text));
  request.headers.Authorization = `OneMoney-HMAC-SHA256 ${clientId}:${timestamp}:${signature}`;
  request.headers['X-OM-Date'] = timestamp;
  return text;
}

/** As the vendor signs its webhooks, over the bytes that are sent; headers that were typed stay. */
async function signAsVendor(request, { secret, signatureHeader, timestampHeader, encoding, signs }, samples) {
  const { headers, body = '' } = request;
  const signature = headerNamed(headers, signatureHeader);
  if (!signature || !samples.has(headers[signature])) return;
  const timestamp = headerNamed(headers, timestampHeader);
  if (timestamp && samples.has(headers[timestamp])) headers[timestamp] = String(Math.floor(Date.now() / 1000));
  const made = await hmac(encoder.encode(secret), signs === 'body' ? body : `${headers[timestamp]}.${body}`);
  headers[signature] = encoding === 'hex' ? hex(made) : base64(made);
}

/** Header values that stand in the document: fresh ones are sent in their place. */
const sampleHeaders = (document) =>
  new Set(
    operationsOf(document).flatMap(({ operation }) =>
      (operation.parameters ?? [])
        .filter((one) => one.in === 'header' && one.schema?.example !== undefined)
        .map(({ schema }) => schema.example),
    ),
  );

/** Fresh values where the document's own are left as they are, and the signatures that the page makes. */
export class Requests {
  /** Operation → the text that the page signed for its last answer. */
  signedTexts = new Map();
  #signNext = null;
  #samples;

  constructor(document, base, demo) {
    this.base = base;
    this.demo = demo;
    this.#samples = sampleHeaders(document);
  }

  /** The next request is signed by OneMoney-HMAC-SHA256. */
  signNext(operation) {
    this.#signNext = operation;
  }

  async change(request) {
    const { headers } = request;
    const { demo } = this;
    if (this.#samples.has(headers[KEY])) headers[KEY] = newUuid();
    if (!demo) return request;
    if (typeof request.body === 'string')
      request.body = request.body.replaceAll(SAMPLE_EMAIL, SAMPLE_EMAIL.replace('@', `+${randomHex(4)}@`));
    const vendor = demo.webhooks[request.url.slice(this.base.length)];
    if (vendor) await signAsVendor(request, vendor, this.#samples);
    const operation = this.#signNext;
    this.#signNext = null;
    if (operation) this.signedTexts.set(operation, await sign(request, demo.consumer));
    return request;
  }
}
