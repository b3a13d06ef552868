import { FORBIDDEN_TARGET, TargetPolicy } from '../../src/targets/target-policy';
import { Fault } from '../../src/errors';

const STRICT = new TargetPolicy([], false);
const SANDBOX = new TargetPolicy([], true);

const refusal = async (policy: TargetPolicy, url: string): Promise<string | null> => {
  try {
    await policy.judge(url, 'consumer');
    return null;
  } catch (error) {
    return (error as Fault).errors[0]!.code;
  }
};

describe('the addresses of targets', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
  ])('%s is forbidden', (address) => {
    expect(STRICT.isAllowed(address, 'hooks.example.com')).toBe(false);
    expect(SANDBOX.isAllowed(address, 'hooks.example.com')).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('%s is allowed', (address) => {
    expect(STRICT.isAllowed(address, 'hooks.example.com')).toBe(true);
  });

  it('may be in a network that the configuration allows, and in no other private one', () => {
    const policy = new TargetPolicy(['10.20.0.0/16', 'fd12:3456::/32'], false);
    expect(
      ['10.20.1.1', '10.21.0.1', 'fd12:3456::1', 'fd12:3457::1', '::ffff:10.21.0.1'].map((address) =>
        policy.isAllowed(address, 'hooks.internal'),
      ),
    ).toEqual([true, false, true, false, false]);
  });

  it('may be this machine in sandbox mode, when it is called by its name', () => {
    expect(SANDBOX.isAllowed('127.0.0.1', 'localhost')).toBe(true);
    expect(SANDBOX.isAllowed('::1', 'localhost')).toBe(true);
    expect(SANDBOX.isAllowed('127.0.0.1', 'rebound.example.com')).toBe(false);
    expect(SANDBOX.isAllowed('10.0.0.1', 'localhost')).toBe(false);
    expect(STRICT.isAllowed('127.0.0.1', 'localhost')).toBe(false);
  });
});

describe('the URL of a target', () => {
  it.each([
    ['not_a_url', 'not a url'],
    ['not_a_url', '/relative'],
    ['not_a_url', 'https://user:secret@hooks.example.com/'],
    ['not_a_url', 'https://hooks.example.com/#part'],
    ['not_a_url', `https://hooks.example.com/${'x'.repeat(2048)}`],
    ['not_a_url', 'https://hooks.example.com/\u00e9'],
    ['not_https', 'http://hooks.example.com/'],
    ['not_https', 'ftp://hooks.example.com/'],
    ['not_https', 'javascript:alert(1)'],
    ['not_https', 'http://localhost:4000/'],
    ['address_forbidden', 'https://127.0.0.1/'],
    ['host_not_plain', 'https://2130706433/'],
    ['host_not_plain', 'https://0x7f.1/'],
    ['host_not_plain', 'https://0177.0.0.1/'],
    ['host_not_plain', 'https://127.1/'],
    ['address_forbidden', 'https://[::1]/'],
    ['host_not_plain', 'https://[::ffff:169.254.169.254]/latest/meta-data'],
    ['address_forbidden', 'https://169.254.169.254/latest/meta-data'],
    ['address_forbidden', 'https://10.1.2.3:8443/'],
    ['address_forbidden', 'https://localhost/'],
  ])('is refused for %s: %s', async (code, url) => {
    expect(await refusal(STRICT, url)).toBe(code);
  });

  it('is returned in the normalised form that was checked', async () => {
    expect(await STRICT.judge('HTTPS://8.8.8.8:443/a/../b?c=d', 'consumer')).toBe('https://8.8.8.8/b?c=d');
    expect(await SANDBOX.judge('http://localhost:4000/hook', 'consumer')).toBe('http://localhost:4000/hook');
    expect(await refusal(SANDBOX, 'http://10.0.0.1/')).toBe('not_https');
  });
});

describe('the lookup of a target', () => {
  const check = (
    policy: TargetPolicy,
    hostname: string,
    all: boolean,
  ): Promise<{ code?: string | undefined; address: unknown }> =>
    new Promise((done) => policy.lookup(hostname, { all }, (error, address) => done({ code: error?.code, address })));

  it('refuses a name of this machine, and returns the checked address of an allowed one', async () => {
    expect((await check(STRICT, 'localhost', true)).code).toBe(FORBIDDEN_TARGET);
    expect((await check(SANDBOX, 'localhost', true)).address).toEqual(
      expect.arrayContaining([{ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/), family: expect.any(Number) }]),
    );
    expect((await check(SANDBOX, 'localhost', false)).address).toMatch(/^(127\.0\.0\.1|::1)$/);
  });
});
