import { AaCustomer, asked, askedByLink } from '../support/aa-customer';
import { listed, PAN, sandboxWorld } from '../support/finpro-api';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

describe('forms of the Account Aggregator', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const customer = (): AaCustomer => new AaCustomer(sandbox.url);
  const status = async (handle: string): Promise<unknown> => (await listed(sandboxWorld(sandbox), handle)).status;

  const POSTS = ['sign-in', 'pan', 'accounts', 'consent', 'leave', 'elsewhere'];

  it('are refused without a session, and without their token', async () => {
    const { handle, link } = await asked(sandbox);
    for (const path of POSTS.slice(0, 5))
      expect((await customer().post(`/aa/${path}`, { action: 'approve' })).status).toBe(401);
    const person = customer();
    await person.choose(link);
    for (const token of ['', 'x'.repeat(24)])
      for (const path of POSTS.slice(0, 5))
        expect((await person.post(`/aa/${path}`, { action: 'approve' }, token)).status).toBe(403);
    const other = customer();
    await other.arrive((await asked(sandbox)).link);
    expect((await person.post('/aa/consent', { action: 'approve' }, other.formToken)).status).toBe(403);
    expect(await status(handle)).toBe('PENDING');
  });

  it('redirect to the current step when they are sent out of order', async () => {
    const { handle, link } = await asked(sandbox);
    const person = customer();
    await person.arrive(link);
    for (const [path, fields] of [
      ['accounts', { action: 'continue' }],
      ['consent', { action: 'approve' }],
      ['consent', { action: 'reject' }],
      ['pan', { pan: PAN }],
    ] as const)
      expect((await person.post(`/aa/${path}`, fields)).location).toBe('/aa/sign-in');
    await person.signIn(link);
    for (const action of ['approve', 'else', ''])
      expect((await person.post('/aa/consent', { action })).location).toBe('/aa/accounts');
    expect(await status(handle)).toBe('PENDING');
  });

  it('never fail with a 5xx, whatever is posted in whatever order', async () => {
    const junk = ['', '\u0000', '\ud800', "'; DROP TABLE", '<script>', '9'.repeat(60_000), 'ABCDE1234F', '000000'];
    const person = customer();
    await person.signIn((await asked(sandbox, { productID: 'WEALTH01', fipID: undefined })).link);
    const seen = new Set<number>();
    for (const path of POSTS.filter((one) => one !== 'leave'))
      for (const value of junk)
        for (const action of ['continue', 'search', 'resend', value])
          seen.add(
            (await person.post(`/aa/${path}`, { code: value, pan: value, account: [value, value], action })).status,
          );
    expect([...seen].filter((http) => http >= 500 || http === 200)).toEqual([]);
    expect((await person.get('/aa/accounts')).html).toContain('Choose what to share');
    expect((await person.post('/aa/accounts', { account: 'x'.repeat(70_000) })).status).toBeLessThan(500);
  });

  it('show the submitted values, escaped', async () => {
    const person = customer();
    await person.signIn((await askedByLink(sandbox, { productID: 'EQUITY01' })).link);
    const { html } = await person.post('/aa/pan', { pan: '"><script>x</script>' });
    expect(html).toContain('&quot;&gt;&lt;SCRIPT');
    expect(html).not.toContain('<SCRIPT');
  });
});
