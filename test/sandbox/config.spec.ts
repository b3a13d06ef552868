import { loadSandboxConfig } from '../../src/sandbox/config';

const load = (variables: NodeJS.ProcessEnv): ReturnType<typeof loadSandboxConfig> =>
  loadSandboxConfig({ SANDBOX_DATABASE_URL: 'postgres://localhost/x', ...variables });

describe("the sandbox's configuration", () => {
  it('needs the database and nothing else', () => {
    expect(load({})).toMatchObject({ finpro: { linkTtlSeconds: 900, requestsPerMinute: null }, webhooks: {} });
    expect(
      load({}).finpro.organisations.map(({ organisationId, clientId, appIdentifier }) => [
        organisationId,
        clientId,
        appIdentifier,
      ]),
    ).toEqual([
      ['sandbox-org', 'portico-sandbox-fiu', 'portico'],
      ['other-sandbox-org', 'other-sandbox-fiu', 'other'],
    ]);
  });

  it("the lifetime of a link is configurable; strict mode has the guideline's 180 seconds and 60 of slack", () => {
    expect(load({ LINK_TTL_SECONDS: '1800' }).finpro.linkTtlSeconds).toBe(1800);
    for (const word of ['true', 'on'])
      expect(load({ STRICT_SAHAMATI: word, LINK_TTL_SECONDS: '1800' }).finpro.linkTtlSeconds).toBe(240);
    for (const word of ['false', 'off', '']) expect(load({ STRICT_SAHAMATI: word }).finpro.linkTtlSeconds).toBe(900);
  });

  it("a vendor's webhooks need a URL and a secret", () => {
    expect(
      load({ SANDBOX_WEBHOOK_FINPRO_URL: 'http://localhost:3000/webhooks/finpro', SANDBOX_WEBHOOK_FINPRO_SECRET: 's' })
        .webhooks,
    ).toEqual({ finpro: { url: 'http://localhost:3000/webhooks/finpro', secret: 's', mode: 'hex', payload: 'basic' } });
    expect(
      load({
        SANDBOX_WEBHOOK_1MONEY_URL: 'https://portico.example.com/webhooks/1money',
        SANDBOX_WEBHOOK_1MONEY_SECRET: 's',
      }).webhooks['1money']!.mode,
    ).toBe('timestamp');
    const { webhooks, otherWebhooks } = load({
      SANDBOX_WEBHOOK_FINPRO_OTHER_URL: 'http://localhost:3000/webhooks/finpro/other',
      SANDBOX_WEBHOOK_FINPRO_OTHER_SECRET: 'o',
    });
    expect([webhooks, otherWebhooks.finpro?.secret]).toEqual([{}, 'o']);
  });

  it.each([
    [{ LINK_TTL_SECONDS: '-1' }, 'LINK_TTL_SECONDS must be a whole number up to 86400'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent'],
    [{ STRICT_SAHAMATI: 'yes' }, 'STRICT_SAHAMATI must be on or off'],
    [{ SANDBOX_FINPRO_RATE_LIMIT: '1/s' }, 'SANDBOX_FINPRO_RATE_LIMIT must be a whole number up to 1000000'],
    [
      { SANDBOX_WEBHOOK_FINPRO_URL: 'http://localhost:3000/' },
      'SANDBOX_WEBHOOK_FINPRO_URL and SANDBOX_WEBHOOK_FINPRO_SECRET belong together: secret must be a text',
    ],
    [
      { SANDBOX_WEBHOOK_1MONEY_SECRET: 'a-secret' },
      'SANDBOX_WEBHOOK_1MONEY_URL and SANDBOX_WEBHOOK_1MONEY_SECRET belong together: url must be an https URL, ' +
        'or http on this machine',
    ],
  ])('refuses %j', (variables, problem) => {
    expect(() => load(variables)).toThrow(problem);
  });
});
