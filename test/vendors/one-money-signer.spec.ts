import { omTimestamp, oneMoneyBearer, oneMoneySigner } from '../../src/vendors/one-money/one-money.signer';
import { ACCESS_KEY, SECRET_KEY, VECTORS, vectorNamed, WRONG } from '../../src/conformance/vendors/one-money-vectors';

const outgoing = ({ method, path, body }: { method: string; path: string; body: string }) => ({
  method,
  path,
  body: Buffer.from(body),
});

describe('signing for 1Money (string to sign and signature)', () => {
  const sign = oneMoneySigner(ACCESS_KEY, SECRET_KEY);

  it.each(VECTORS)('$name', (vector) => {
    expect(outgoing(vector).body).toHaveLength(vector.bodyBytes);
    expect(sign(outgoing(vector), new Date(vector.at))).toEqual({
      Authorization: `OneMoney-HMAC-SHA256 ${ACCESS_KEY}:${vector.timestamp}:${vector.signature}`,
      'X-OM-Date': vector.timestamp,
    });
  });

  it.each(VECTORS)('$name: padding of the secret is optional', (vector) => {
    const padded = oneMoneySigner(ACCESS_KEY, `${SECRET_KEY}=`);
    expect(padded(outgoing(vector), new Date(vector.at)).Authorization).toContain(vector.signature);
  });

  it.each(WRONG)('does not produce the signature that results when $mistake', ({ vector, signature }) => {
    const right = vectorNamed(vector);
    expect(sign(outgoing(right), new Date(right.at)).Authorization).not.toContain(signature);
  });

  it('the first mistake gives the signature of its vector', () => {
    const { method, target, body, at } = vectorNamed('A2');
    expect(sign(outgoing({ method, path: target, body }), new Date(at)).Authorization).toContain(WRONG[0].signature);
  });

  it('the second mistake gives the signature of its vector', () => {
    const right = vectorNamed('A1');
    const asText = oneMoneySigner(ACCESS_KEY, Buffer.from(SECRET_KEY).toString('base64url'));
    expect(asText(outgoing(right), new Date(right.at)).Authorization).toContain(WRONG[1].signature);
  });

  it('signs again for every attempt', () => {
    const request = outgoing(vectorNamed('A1'));
    const [first, second] = ['2026-01-15T09:30:00Z', '2026-01-15T09:30:01Z'].map((at) => sign(request, new Date(at)));
    expect(first).not.toEqual(second);
  });

  it('writes the timestamp in basic ISO 8601, UTC, seconds', () => {
    expect(omTimestamp(new Date('2026-12-31T23:59:59.999Z'))).toBe('20261231T235959Z');
    expect(omTimestamp(new Date('2026-01-15T11:30:00+02:00'))).toBe('20260115T093000Z');
  });

  it('sends the access key and the date only in bearer mode', () => {
    expect(oneMoneyBearer(ACCESS_KEY)(outgoing(vectorNamed('A1')), new Date('2026-01-15T09:30:00Z'))).toEqual({
      Authorization: `Bearer ${ACCESS_KEY}`,
      'X-OM-Date': '20260115T093000Z',
    });
  });
});
