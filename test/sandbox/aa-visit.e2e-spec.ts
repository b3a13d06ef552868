import { AaCustomer, asked, askedByLink, freshLink, offered, shownCode } from '../support/aa-customer';
import { consentBody, listed, PAN, sandboxWorld } from '../support/finpro-api';
import { returned } from '../../src/conformance/vendors/redirection-cipher';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const WITHOUT_ACCOUNTS = { vua: '1999999404@onemoney', partyIdentifierValue: '1999999404' };
const WITH_FAILING_FIPS = { vua: '1999999500@onemoney', partyIdentifierValue: '1999999500' };

describe('a visit to the Account Aggregator', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const customer = (): AaCustomer => new AaCustomer(sandbox.url);
  const consent = (handle: string): Promise<Record<string, unknown>> => listed(sandboxWorld(sandbox), handle);
  const status = async (handle: string): Promise<unknown> => (await consent(handle)).status;
  const after = (seconds: number): Promise<unknown> => sandbox.control('/_sandbox/clock/advance', { seconds });

  describe('sign-in', () => {
    it('counts wrong codes, and ends with code 4 after the third', async () => {
      const { handle, link } = await asked(sandbox);
      const person = customer();
      const wrong = String((Number(shownCode(await person.arrive(link))) + 1) % 1_000_000).padStart(6, '0');
      const first = await person.post('/aa/sign-in', { code: wrong, action: 'sign-in' });
      expect([first.status, first.html.includes('2 more times')]).toEqual([422, true]);
      expect((await person.post('/aa/sign-in', { code: '12', action: 'sign-in' })).html).toContain('it has 6 digits');
      expect((await person.post('/aa/sign-in', { code: wrong, action: 'sign-in' })).html).toContain('once more');
      const { html } = await person.submit('sign-in', { code: wrong, action: 'sign-in' });
      expect(html).toContain('could not confirm');
      const [, back] = /<a class="button" href="([^"]+)">Return to the application</.exec(html) ?? [];
      expect((await returned(back!.replaceAll('&amp;', '&'))).answer).toMatchObject({ status: 'F', errorcode: '4' });
      expect(await status(handle)).toBe('PENDING');
    });

    it('accepts no more than three attempts, also concurrent ones', async () => {
      const person = customer();
      const code = shownCode(await person.arrive((await asked(sandbox)).link));
      const guesses = Array.from({ length: 20 }, (_, at) =>
        String((Number(code) + 1 + at) % 1_000_000).padStart(6, '0'),
      );
      const pages = await Promise.all(
        guesses.map((guess) => person.post('/aa/sign-in', { code: guess, action: 'sign-in' })),
      );
      expect(pages.filter(({ status: http }) => http === 422)).toHaveLength(2);
      expect((await person.get('/aa/accounts')).html).toContain('could not confirm');
    });

    it('accepts a code with spaces, and a new code replaces the old one', async () => {
      const person = customer();
      const old = shownCode(await person.arrive((await asked(sandbox)).link));
      const resent = await person.submit('sign-in', { action: 'resend' });
      expect(shownCode(resent)).not.toBe(old);
      expect((await person.post('/aa/sign-in', { code: old, action: 'sign-in' })).status).toBe(422);
      const page = await person.submit('sign-in', {
        code: ` ${shownCode(resent).replace(/^(...)/, '$1 ')}`,
        action: 'sign-in',
      });
      expect(page.html).toContain('Choose what to share');
      expect((await person.get('/aa/sign-in')).location).toBe('/aa/accounts');
    });

    it('sends at most three codes', async () => {
      const person = customer();
      await person.arrive((await asked(sandbox)).link);
      expect((await person.submit('sign-in', { action: 'resend' })).html).toContain('Send a new code');
      expect((await person.submit('sign-in', { action: 'resend' })).html).not.toContain('Send a new code');
      expect((await person.post('/aa/sign-in', { action: 'resend' })).status).toBe(422);
    });

    it('shows a few characters of the phone number or address only', async () => {
      const { link, vua } = await asked(sandbox);
      const { html } = await customer().arrive(link);
      expect(html).toContain(`•••${vua.slice(7, 10)}`);
      expect(html).not.toContain(vua.slice(0, 10));
      const email = 'canary-aa@example.com';
      const page = await customer().arrive(
        (await asked(sandbox, { partyIdentifierType: 'EMAIL', partyIdentifierValue: email, vua: `${email}@onemoney` }))
          .link,
      );
      expect(page.html).toContain('c•••@example.com');
      expect(page.html).not.toContain(email);
    });
  });

  describe('time limits', () => {
    it('ends with code 6 fifteen minutes after the opening without a sign-in, and with 5 after one', async () => {
      const [{ link, handle }, { link: otherLink }] = [await asked(sandbox), await asked(sandbox)];
      const [idle, slow] = [customer(), customer()];
      await idle.arrive(link);
      await slow.choose(otherLink);
      await after(890);
      expect((await idle.get('/aa/sign-in')).status).toBe(200);
      await after(20);
      expect((await returned((await idle.get('/aa/sign-in')).location)).answer).toMatchObject({
        status: 'F',
        errorcode: '6',
      });
      expect((await slow.end('consent', { action: 'approve' })).answer).toMatchObject({ status: 'F', errorcode: '5' });
      expect((await idle.get('/aa/sign-in')).html).toContain('not signed in in time');
      expect(await status(handle)).toBe('PENDING');
      expect((await customer().get(await freshLink(sandbox, handle))).status).toBe(303);
    });
  });

  describe('leaving without a decision', () => {
    const left = async (person: AaCustomer): Promise<string> =>
      (await person.end('leave', { action: 'leave' })).answer.errorcode!;
    const leftAfterSearch = async (change: object): Promise<string> => {
      const person = customer();
      await person.signIn((await asked(sandbox, change)).link);
      return left(person);
    };

    it('is code 5 on every page, and the consent stays open for a new link', async () => {
      const { handle, link } = await asked(sandbox);
      const [early, late] = [customer(), customer()];
      await early.arrive(link);
      expect(await left(early)).toBe('5');
      expect((await early.get('/aa/sign-in')).html).toContain('You left without deciding');
      await late.choose(await freshLink(sandbox, handle));
      expect([await left(late), await left(late)]).toEqual(['5', '5']);
      expect(await status(handle)).toBe('PENDING');
    });

    it('is code 7 when the only named FIP finds no account, and 5 when several find none', async () => {
      expect(await leftAfterSearch({ ...WITHOUT_ACCOUNTS, fipID: ['ALPHA-FIP'] })).toBe('7');
      expect(await leftAfterSearch({ ...WITHOUT_ACCOUNTS })).toBe('5');
    });

    it('is code 8 when the only named FIP fails, and 9 when all FIPs fail', async () => {
      expect(await leftAfterSearch({ ...WITH_FAILING_FIPS, fipID: ['ALPHA-FIP'] })).toBe('8');
      expect(await leftAfterSearch({ ...WITH_FAILING_FIPS })).toBe('9');
      expect(await leftAfterSearch({ ...WITH_FAILING_FIPS, fipID: undefined })).toBe('9');
    });

    it('is code 7 when the only named FIP has no account of the requested type', async () => {
      expect(await leftAfterSearch({ fipID: ['DELTA-FIP'], pan: PAN })).toBe('7');
    });

    it('reports a fault of a FIP unless others had accounts; another search recovers', async () => {
      const fault = { vendor: 'finpro', path: '/aa/discovery/BETA-FIP', kind: 'status' };
      for (const [http, fipID, code] of [
        [500, ['BETA-FIP'], '8'],
        [404, ['BETA-FIP'], '7'],
        [500, ['ALPHA-FIP', 'BETA-FIP'], '5'],
      ] as const) {
        await sandbox.control('/_sandbox/faults', { ...fault, status: http, times: 1 });
        expect(await leftAfterSearch({ fipID })).toBe(code);
      }
      await sandbox.control('/_sandbox/faults', { ...fault, times: 1 });
      const person = customer();
      const page = await person.signIn((await asked(sandbox, { fipID: ['BETA-FIP'] })).link);
      expect(page.html).toContain('Could not be reached');
      expect(offered(await person.submit('accounts', { action: 'search' }))).toHaveLength(2);
    });
  });

  describe('accounts', () => {
    const fipsOf = async (change: object): Promise<string[]> => [
      ...new Set(offered(await customer().signIn((await asked(sandbox, change)).link)).map(({ fip }) => fip)),
    ];

    it('are offered at the named FIPs only, or at every FIP with the requested type', async () => {
      expect(await fipsOf({ fipID: ['BETA-FIP'] })).toEqual(['Beta Bank']);
      expect(await fipsOf({ fipID: ['GAMMA-FIP', 'ALPHA-FIP'] })).toEqual(['Gamma Small Finance Bank', 'Alpha Bank']);
      expect(await fipsOf({ fipID: undefined })).toEqual(['Alpha Bank', 'Beta Bank', 'Gamma Small Finance Bank']);
    });

    it('are limited by the consent, also through a link without FIPs, and by the FIPs of the link', async () => {
      const { handle } = await asked(sandbox, { fipID: ['BETA-FIP'] });
      const names = async (rest: object): Promise<string[]> =>
        offered(await customer().signIn(await freshLink(sandbox, handle, rest))).map(({ fip }) => fip);
      expect(new Set(await names({}))).toEqual(new Set(['Beta Bank']));
      expect(new Set(await names({ fipID: ['GAMMA-FIP'] }))).toEqual(new Set(['Gamma Small Finance Bank']));
    });

    it('must be chosen among the offered ones: another reference is refused', async () => {
      const { handle, link } = await asked(sandbox, { fipID: ['BETA-FIP'] });
      const [foreign] = offered(await customer().signIn((await asked(sandbox, { fipID: ['ALPHA-FIP'] })).link));
      const person = customer();
      const [own] = offered(await person.signIn(link));
      for (const account of [[], 'x', foreign!.id]) {
        const page = await person.post('/aa/accounts', { account, action: 'continue' });
        expect([page.status, page.html.includes('Choose at least one account')]).toEqual([422, true]);
      }
      await person.submit('accounts', { account: [own!.id, foreign!.id], action: 'continue' });
      await person.end('consent', { action: 'approve' });
      expect((await consent(handle)).accounts).toEqual([expect.objectContaining({ linkReferenceNumber: own!.id })]);
    });
  });

  describe('the PAN', () => {
    const needy = { productID: 'EQUITY01' };

    it('is asked for when the template needs it and it is unknown, and is checked', async () => {
      const { handle, link } = await askedByLink(sandbox, needy);
      const person = customer();
      expect((await person.signIn(link)).html).toContain('Your PAN');
      expect((await person.get('/aa/accounts')).location).toBe('/aa/pan');
      for (const pan of ['', 'ABCDE', '1BCDE1234F', 'ABCDE12345', 'ABCDE1234FF'])
        expect((await person.post('/aa/pan', { pan })).status).toBe(422);
      const page = await person.submit('pan', { pan: PAN.toLowerCase() });
      expect(offered(page).map(({ fip }) => fip)).toEqual(['Delta Depository', 'Delta Depository']);
      await person.submit('accounts', { account: offered(page)[0]!.id, action: 'continue' });
      expect((await person.end('consent', { action: 'approve' })).answer.errorcode).toBe('0');
      expect(await consent(handle)).toMatchObject({ status: 'ACTIVE', accounts: [{ fipId: 'DELTA-FIP' }] });
    });

    it.each([
      ['the request', async () => asked(sandbox, { ...needy, fipID: undefined, pan: PAN })],
      ['the link', async () => askedByLink(sandbox, needy, { pan: PAN })],
    ])('is not asked for when %s has it', async (_who, begin) => {
      const person = customer();
      const page = await person.signIn((await begin()).link);
      expect(offered(page)).toHaveLength(2);
      expect(page.html).not.toContain(PAN);
      expect((await person.get('/aa/pan')).location).toBe('/aa/accounts');
      expect((await person.post('/aa/pan', { pan: 'ABCDE1234F' })).location).toBe('/aa/accounts');
    });

    it('is optional where only some FIPs need it', async () => {
      const person = customer();
      const page = await person.signIn((await asked(sandbox, { productID: 'WEALTH01', fipID: undefined })).link);
      expect([offered(page).length, page.html.includes('Needs your PAN')]).toEqual([6, true]);
      expect(offered(await person.submit('pan', { pan: PAN }))).toHaveLength(8);
    });
  });

  it('shows the terms of the consent in plain words', async () => {
    const words = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    const once = words((await customer().choose((await asked(sandbox, { fipID: undefined })).link)).html);
    for (const part of [
      'Sandbox Finance asks for your data',
      'Explicit one-time consent to assess a loan application',
      'Purpose code 105',
      'Savings and current accounts Fixed deposits Recurring deposits',
      'Each transaction',
      'Reaching back 12 months',
      'How often they may ask Once',
      'How long they may keep it 1 month',
      'This consent ends on',
      'Alpha Bank Savings account, ending in',
    ])
      expect(once).toContain(part);
    const again = words(
      (await customer().choose((await asked(sandbox, { productID: 'WEALTH01', fipID: undefined })).link)).html,
    );
    for (const part of [
      'Wealth management service',
      'Shares Mutual funds',
      'to the day they ask',
      'at most once every month',
      '1 year',
      'They may store it',
    ])
      expect(again).toContain(part);
    expect(again).not.toContain('Each transaction');
  });

  it('keeps the sessions of two customers separate', async () => {
    const body = consentBody();
    const [one, two] = [customer(), customer()];
    const [a, b] = [await asked(sandbox, body), await asked(sandbox)];
    await Promise.all([one.choose(a.link), two.choose(b.link)]);
    await one.end('consent', { action: 'approve' });
    expect([await status(a.handle), await status(b.handle)]).toEqual(['ACTIVE', 'PENDING']);
  });
});
