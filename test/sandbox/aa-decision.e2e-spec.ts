import { AaCustomer, asked, freshLink, offered } from '../support/aa-customer';
import { listed, move, newMobile, PAN, sandboxWorld } from '../support/finpro-api';
import { returned } from '../../src/conformance/vendors/redirection-cipher';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const BACK = 'https://app.example.com/cb?state=abc';

describe('a decision at the Account Aggregator', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const customer = (): AaCustomer => new AaCustomer(sandbox.url);
  const consent = (handle: string): Promise<Record<string, unknown>> => listed(sandboxWorld(sandbox), handle);
  const status = async (handle: string): Promise<unknown> => (await consent(handle)).status;

  it('approved: the return has code 0, and the consent is active with the chosen accounts', async () => {
    const { handle, vua, link } = await asked(sandbox);
    const person = customer();
    const [account] = offered(await person.signIn(link));
    await person.submit('accounts', { account: account!.id, action: 'continue' });
    const back = await person.end('consent', { action: 'approve' });
    expect(back).toEqual({
      to: BACK,
      aa: 'onemoney-aa',
      answer: {
        txnid: expect.any(String),
        sessionid: expect.any(String),
        userid: vua,
        status: 'S',
        errorcode: '0',
        srcref: handle,
        redirect: BACK,
      },
    });
    expect(await consent(handle)).toMatchObject({
      status: 'ACTIVE',
      accounts: [{ fipName: 'Alpha Bank', linkReferenceNumber: account!.id }],
    });
  });

  it('rejected: the return has code 1', async () => {
    const { handle, link } = await asked(sandbox);
    const person = customer();
    await person.choose(link);
    expect((await person.end('consent', { action: 'reject' })).answer).toMatchObject({ status: 'F', errorcode: '1' });
    expect(await consent(handle)).toMatchObject({ status: 'REJECTED', consentID: null, accounts: [] });
  });

  it('rejected before any account was chosen', async () => {
    const { handle, link } = await asked(sandbox, { vua: '1999999404@onemoney', partyIdentifierValue: '1999999404' });
    const person = customer();
    await person.signIn(link);
    expect((await person.end('consent', { action: 'reject' })).answer.errorcode).toBe('1');
    expect(await status(handle)).toBe('REJECTED');
  });

  it('returns the ids of the request, readable by FinPro', async () => {
    const { handle, link } = await asked(sandbox);
    const person = customer();
    await person.choose(link);
    const { location } = await person.post('/aa/consent', { action: 'approve' });
    const query = new URL(location!).searchParams;
    const { body } = await sandboxWorld(sandbox)
      .api.post('/webRedirection/decryptUrl', {
        webRedirectionURL: Object.fromEntries(['ecres', 'resdate', 'fi'].map((name) => [name, query.get(name)])),
      })
      .expect(200);
    expect(body.data).toMatchObject({ status: 'S', errorcode: '0', srcref: handle, redirect: BACK });
  });

  it.each([
    'https://app.example.com',
    'https://app.example.com/cb',
    'https://app.example.com/cb?',
    'https://app.example.com/cb?a=1&b=%20%2F&a=2',
    'https://app.example.com/ä?ö=ü',
  ])('returns to %s unchanged', async (redirectUrl) => {
    const person = customer();
    await person.choose((await asked(sandbox, { redirectUrl })).link);
    const { to, answer } = await person.end('consent', { action: 'reject' });
    expect([decodeURI(to), answer.redirect]).toEqual([decodeURI(redirectUrl.replace(/\?$/, '')), redirectUrl]);
  });

  it('of several consents at once: code 0 when any was approved, each with the accounts it asked for', async () => {
    const mobile = newMobile();
    const same = { vua: `${mobile}@onemoney`, partyIdentifierValue: mobile, fipID: undefined };
    const [bank, wealth, gone] = [
      await asked(sandbox, same),
      await asked(sandbox, { ...same, productID: 'WEALTH01' }),
      await asked(sandbox, same),
    ];
    await move(sandbox, gone.handle, 'reject');
    const person = customer();
    const page = await person.choose(await freshLink(sandbox, [bank.handle, wealth.handle, gone.handle], { pan: PAN }));
    expect(page.html.match(/asks for your data/g)).toHaveLength(2);
    expect((await person.end('consent', { action: 'approve' })).answer).toMatchObject({
      errorcode: '0',
      srcref: [bank.handle, wealth.handle, gone.handle].join(','),
    });
    const accountsOf = async (handle: string): Promise<number> => ((await consent(handle)).accounts as []).length;
    expect([await accountsOf(bank.handle), await accountsOf(wealth.handle), await status(gone.handle)]).toEqual([
      6,
      8,
      'REJECTED',
    ]);
  });

  it('too late: code 2 when the consent was decided elsewhere while the page was open', async () => {
    const { handle, link } = await asked(sandbox);
    const [one, other] = [customer(), customer()];
    await one.choose(link);
    await other.choose(await freshLink(sandbox, handle));
    expect((await other.end('consent', { action: 'reject' })).answer.errorcode).toBe('1');
    expect((await one.end('consent', { action: 'approve' })).answer).toMatchObject({ status: 'F', errorcode: '2' });
    expect(await status(handle)).toBe('REJECTED');
  });

  it('once: of twenty at the same time one is carried out, and equal decisions lead to the same return', async () => {
    const { handle, link } = await asked(sandbox);
    const person = customer();
    await person.choose(link);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => person.post('/aa/consent', { action: at % 2 ? 'approve' : 'reject' })),
    );
    const codes = await Promise.all(
      answers.map(async ({ status: code, location }) =>
        code === 303 ? (await returned(location)).answer.errorcode : code,
      ),
    );
    const decided = (await status(handle)) === 'ACTIVE' ? '0' : '1';
    expect(codes.filter((code) => code !== decided && code !== 409)).toEqual([]);
    expect(
      (await sandbox.effects()).filter(({ kind, subject }) => subject === handle && /approved|rejected/.test(kind)),
    ).toHaveLength(1);
  });

  it('is shown later, and cannot be changed', async () => {
    const { handle, link } = await asked(sandbox);
    const person = customer();
    await person.choose(link);
    await person.post('/aa/consent', { action: 'approve' });
    for (const path of ['sign-in', 'accounts', 'consent']) {
      const page = await person.get(`/aa/${path}`);
      expect([page.status, page.html.includes('<form'), page.html.includes('You approved this request')]).toEqual([
        200,
        false,
        true,
      ]);
    }
    expect((await person.follow(await person.get(link))).html).toContain('You approved this request');
    for (const [path, action] of [
      ['consent', 'reject'],
      ['leave', 'leave'],
      ['accounts', 'continue'],
      ['sign-in', 'resend'],
    ] as const)
      expect((await person.post(`/aa/${path}`, { action })).status).toBe(409);
    expect((await person.end('consent', { action: 'approve' })).answer.errorcode).toBe('0');
    expect(await status(handle)).toBe('ACTIVE');
  });
});
