import { createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import request from 'supertest';
import { acceptedBy, PROGRAMS, type ReturnCase } from '../../campaigns/return-programs';
import { returnKeyOf } from '../../src/consumers/returns/return-keys';
import { signedReturn } from '../../src/http/pages/signed-return';
import { ConsumersRepository } from '../../src/consumers/consumers.repository';
import { Committer } from '../../src/database/committer';
import { GivenConsents, PAGE, returnParameters } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

const SECRET = DEMO.split('.')[1]!;
const javaScript = PROGRAMS[0]!;

/** What the programs of docs/returns.md refuse is tested in test/campaigns/returns.e2e-spec.ts. */
describe('a return to the page of a consumer', () => {
  let gateway: RunningGateway;
  let given: Given;
  let consents: GivenConsents;
  let keys: { kid: string; x: string }[];
  beforeAll(async () => {
    gateway = await startGateway({ environment: { RETURN_PUBLIC_KEYS: 'A'.repeat(43) } });
    [given, consents] = [new Given(gateway), new GivenConsents(gateway)];
    ({ keys } = (await request(gateway.url).get('/.well-known/jwks.json').expect(200)).body);
  });
  afterAll(() => gateway.close());

  const caseOf = (location: string, rest: Partial<ReturnCase> = {}): ReturnCase => {
    const { origin, pathname, search } = new URL(location);
    return {
      query: search.slice(1),
      page: origin + pathname,
      clientId: 'demo-consumer',
      secret: SECRET,
      ...keys[0]!,
      now: Math.floor(Date.now() / 1000),
      ...rest,
    };
  };
  const onboarded = async (page = PAGE): Promise<string> => {
    const { customer_id } = await given.customer();
    await given.grant(customer_id, { redirect_url: page });
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customer_id}/onboarding_links`)).slice(-1);
    return locationOf(String(sent!.body!.redirect_url));
  };
  const locationOf = async (back: string): Promise<string> => {
    const answer = await fetch(back, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    return answer.headers.get('location')!;
  };
  const decided = async (code: string): Promise<string> => {
    const { handle, body } = await consents.consent();
    const sent = (await consents.sent('/v3/requestconsent')).at(-1)!.body!;
    const parameters = { ...(await returnParameters({ handle, vua: body.vua, code })) };
    return locationOf(`${String(sent.redirectUrl)}?${new URLSearchParams(parameters)}`);
  };

  it('is signed in both journeys, also when the visit failed, and on the button of a durable link', async () => {
    const { customer_id } = await given.customer();
    const { onboarding_url } = await given.grant(customer_id, { redirect_url: PAGE, link: 'durable' });
    await given.status(customer_id, 'APPROVED');
    await request(gateway.url).get(`/v1/customers/hosted/${customer_id}`).set('Authorization', DEMO).expect(200);
    const page = await (await fetch(onboarding_url)).text();
    const [, href = ''] = /href="(https:\/\/app\.example\.com[^"]+)"/.exec(page)!;
    const locations = [
      await onboarded(),
      await onboarded('https://app.example.com/?portico_sig=x&portico_hmac=y&state=z#/done'),
      await decided('1'),
      await decided('2'),
      await decided('7'),
      href.replaceAll('&#38;', '&'),
    ];
    expect(
      acceptedBy(
        javaScript,
        locations.map((one) => caseOf(one)),
      ),
    ).toEqual(locations.map(() => true));
    expect(acceptedBy(javaScript, [caseOf(locations[0]!, { clientId: 'other-consumer' })])).toEqual([false]);
  });

  const [python] = PROGRAMS.filter(({ fence, isThere }) => fence === 'python' && isThere());
  (python ? it : it.skip)('is refused in Python with a lone surrogate, without an exception', async () => {
    const spoilt = (code: string): string =>
      code.replace('found = FORM.fullmatch(query)', 'query = "\\udfff" + query\n    found = FORM.fullmatch(query)');
    const genuine = caseOf(await onboarded());
    expect(acceptedBy(python!, [genuine])).toEqual([true]);
    expect(acceptedBy(python!, [genuine], spoilt)).toEqual([false]);
  });

  it('is signed as docs/returns.md prints it', () => {
    const [, text = ''] = /^```\n(portico-return-v1\n[\s\S]*?)^```$/m.exec(fs.readFileSync('docs/returns.md', 'utf8'))!;
    const [version, clientId, address] = text.trim().split('\n');
    const { privateKey, jwk } = returnKeyOf(Buffer.alloc(32, 5));
    const printed = address!.replace(/portico_kid=.*/, `portico_kid=${jwk.kid}`);
    const location = signedReturn(
      'https://app.example.com/kyb/return?state=abc',
      { customer_id: '0b9f2c5e', status: 'APPROVED' },
      { clientId: clientId!, secrets: [], key: { id: jwk.kid, privateKey }, at: new Date(1_768_469_410_000) },
    );
    const [, signed, signature] = /^(.*)&portico_sig=([\w-]+)&portico_hmac=$/.exec(location)!;
    expect(signed).toBe(printed);
    const lines = Buffer.from([version, clientId, printed].join('\n'));
    expect(verify(null, lines, createPublicKey(privateKey), Buffer.from(signature!, 'base64url'))).toBe(true);
  });

  it('is verified with published keys: public, cacheable, several of them', async () => {
    const { body, headers } = await request(gateway.url).get('/.well-known/jwks.json').expect(200);
    expect(headers['cache-control']).toBe('public, max-age=300');
    expect(body).toEqual({
      keys: [
        expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }),
        expect.objectContaining({ x: 'A'.repeat(43) }),
      ],
    });
  });

  it('is signed with each secret while two are valid', async () => {
    const next = Buffer.alloc(32, 7).toString('base64url');
    const repository = gateway.app.get(ConsumersRepository, { strict: false });
    await gateway.app.get(Committer).commit(repository.rotate('demo-consumer', next, 3600));
    const location = await onboarded();
    const cases = [SECRET, next, Buffer.alloc(32, 8).toString('base64url')].map((secret) =>
      caseOf(location, { secret }),
    );
    expect(acceptedBy(javaScript, cases)).toEqual([true, true, false]);
  });
});
