import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConsentApi, GivenConsents, newConsent, returnParameters } from '../support/consent-api';
import { dumpOf, columnsWith } from '../support/dump';
import { PAN } from '../support/finpro-api';
import { DATA_KEY, type RunningGateway, startGateway } from '../support/gateway';

describe('personal data in a consent journey', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterAll(() => gateway.close());

  const EMAIL = `canary-${randomUUID()}@mail.example`;
  const linkWords = (url: string): string[] =>
    [url, ...['ecreq', 'fi'].map((name) => new URL(url).searchParams.get(name)!)].filter((word) => word.length > 20);

  it('is in no dump of the database, and neither is a link', async () => {
    const mobile = newConsent({ pan: PAN });
    const email = newConsent({
      productID: 'EQUITY01',
      vua: `${EMAIL}@onemoney`,
      partyIdentifierType: 'EMAIL',
      partyIdentifierValue: EMAIL,
      pan: PAN,
      fipID: ['DELTA-FIP'],
    });
    const byPan = newConsent({ partyIdentifierType: 'PAN', partyIdentifierValue: PAN });
    const links: string[] = [];
    for (const [body, event] of [
      [mobile, 'approve'],
      [email, 'approve'],
      [byPan, 'reject'],
    ] as const) {
      const { body: created } = await api.request(body, randomUUID()).expect(200);
      const handle = created.data.consent_handle as string;
      links.push(
        created.data.webRedirectionUrl,
        (await api.link({ consentHandle: handle }).expect(200)).body.data.webRedirectionUrl,
      );
      const { consent_id } = await given.happens(handle, event);
      const { partyIdentifierType, partyIdentifierValue, productID, accountID } = body;
      await api.list({ partyIdentifierType, partyIdentifierValue, productID, accountID }).expect(200);
      await api.decrypt(await returnParameters({ handle, vua: body.vua })).expect(200);
      if (consent_id) await api.revoke(consent_id).expect(200);
    }
    await given.fault({ path: '/v3/requestconsent', kind: 'reset', when: 'after' });
    await api.request({ ...mobile, accountID: 'LOST1' }, randomUUID()).expect(502);
    const dump = await dumpOf(gateway.database);
    const secrets = [
      PAN,
      EMAIL,
      mobile.accountID,
      email.accountID,
      byPan.accountID,
      mobile.partyIdentifierValue,
      mobile.vua,
      email.vua,
      byPan.vua,
      ...links.flatMap(linkWords),
    ];
    expect(columnsWith(dump, secrets)).toEqual([]);
    expect(dump.find(({ column }) => column === 'audit_entries.leaf')!.text).toContain('consent.revoke');
    expect(dump.find(({ column }) => column === 'consents.product_id')!.text).toContain(mobile.productID);
    expect([
      secrets.some((secret) => gateway.logged().includes(secret)),
      gateway.logged().includes('/v3/requestconsent'),
    ]).toEqual([false, true]);
  });

  it('control: the search finds it there, in every spelling', async () => {
    const handle = (await given.consent()).handle;
    for (const [column, value] of [
      ['product_id', PAN],
      ['consent_id', `x${Buffer.from(PAN).toString('base64')}`],
      ['app_identifier', Buffer.from(EMAIL).toString('hex')],
    ] as const) {
      await gateway.database.query(`UPDATE portico.consents SET ${column} = $1 WHERE consent_handle = $2`, [
        value,
        handle,
      ]);
      expect(columnsWith(await dumpOf(gateway.database), [PAN, EMAIL])).toEqual([`consents.${column}`]);
      await gateway.database.query(`UPDATE portico.consents SET ${column} = 'X' WHERE consent_handle = $1`, [handle]);
    }
    await gateway.database.query('UPDATE portico.consents SET vua_sealed = $1 WHERE consent_handle = $2', [
      Buffer.from(EMAIL),
      handle,
    ]);
    expect(columnsWith(await dumpOf(gateway.database), [PAN, EMAIL])).toEqual(['consents.vua_sealed']);
    await gateway.database.query('DELETE FROM portico.consents WHERE consent_handle = $1', [handle]);
  });

  it('cannot be moved to another row or column', async () => {
    const body = newConsent({ pan: PAN });
    const handles = [
      (await api.request(body).expect(200)).body.data.consent_handle,
      (await api.request(body).expect(200)).body.data.consent_handle,
    ];
    await gateway.database.query(
      'UPDATE portico.consents c SET vua_sealed = o.vua_sealed FROM portico.consents o WHERE c.consent_handle = ' +
        '$1 AND o.consent_handle = $2',
      handles,
    );
    await api.journey(handles[0]).expect(500);
    await gateway.database.query('UPDATE portico.consents SET vua_sealed = pan_sealed WHERE consent_handle = $1', [
      handles[0],
    ]);
    await api.journey(handles[0]).expect(500);
    await gateway.database.query('DELETE FROM portico.consents WHERE consent_handle = $1', [handles[0]]);
  });

  describe('after the person was erased', () => {
    /** Runs the operator's program. */
    const erase = (subjectId: string): Promise<{ status: number; said: string }> => {
      const script = path.resolve(__dirname, '../../../scripts/subjects.mjs');
      return promisify(execFile)(process.execPath, [script, 'erase', subjectId, '--reason', 'INC-4711'], {
        env: { PATH: process.env.PATH, DATABASE_URL: gateway.database.appUrl, PORTICO_DATA_KEY: DATA_KEY },
      }).then(
        ({ stdout, stderr }) => ({ status: 0, said: stdout + stderr }),
        (error: { code: number; stdout: string; stderr: string }) => ({
          status: error.code,
          said: error.stdout + error.stderr,
        }),
      );
    };

    it('cannot be read, while everything else works', async () => {
      const [body, key] = [newConsent({ pan: PAN }), randomUUID()];
      const { body: created } = await api.request(body, key).expect(200);
      const handle = created.data.consent_handle as string;
      const { consent_id } = await given.happens(handle, 'approve');
      const bystander = await given.consent();
      const { subject_id: subjectId } = (await api.journey(handle).expect(200)).body;
      const erased = await erase(subjectId);
      expect(erased.status).toBe(0);
      expect(erased.said.split('\n')[0]!.replace(/ at [^ ]+Z:/, ':')).toBe(
        `Subject ${subjectId} was erased: what was sealed under its key cannot be read any more; its polls, links, ` +
          'pending deliveries and kept answers have ended.',
      );

      const listings = (await given.sent('/v3/getconsentslist')).length;
      expect((await api.journey(handle).expect(410)).body).toMatchObject({
        code: 'Gone',
        type: expect.stringContaining('subject-erased'),
      });
      for (const search of [{ account_id: body.accountID }, {}])
        expect((await api.journeys(search).expect(200)).body.consents).not.toContainEqual(
          expect.objectContaining({ consent_handle: handle }),
        );
      for (const selection of [{ consentHandle: handle }, { consentID: consent_id! }])
        expect((await api.list(selection).expect(200)).body.data).toEqual([]);
      expect((await api.request(body, key).expect(410)).body).toMatchObject({
        errorCode: 'Erased',
        errorMsg: 'The answer to this Idempotency-Key was erased.',
      });
      for (const link of ['one-time', 'durable'])
        expect((await api.link({ consentHandle: handle, link }).expect(410)).body.errorCode).toBe('Erased');
      expect((await api.decrypt(await returnParameters({ handle, vua: body.vua })).expect(410)).body.errorCode).toBe(
        'Erased',
      );
      expect((await given.sent('/v3/getconsentslist')).length).toBe(listings);
      await api.revoke(consent_id).expect(200);
      expect((await api.journey(bystander.handle).expect(200)).body.vua).toMatch(/^X+\d{4}@onemoney$/);
      const events = await gateway.database.query(
        'SELECT actor, action, phase, result FROM portico.audit_entries WHERE subject = $1 AND action = ' +
          "'privacy.subject.erased'",
        [subjectId],
      );
      expect(events).toEqual([
        { actor: 'operator', action: 'privacy.subject.erased', phase: 'OUTCOME', result: 'SUCCEEDED' },
      ]);
    });

    it('belongs to a new subject when the person comes back', async () => {
      const body = newConsent();
      const subjectOf = async (handle: string): Promise<string> =>
        (await api.journey(handle).expect(200)).body.subject_id;
      const before = await subjectOf((await api.request(body).expect(200)).body.data.consent_handle);
      expect((await erase(before)).status).toBe(0);
      const after = await subjectOf((await api.request(body).expect(200)).body.data.consent_handle);
      expect(after).not.toBe(before);
    });

    it('is reported when there is nothing to erase, and when the id is malformed', async () => {
      const absent = randomUUID();
      expect(await erase(absent)).toEqual({
        status: 1,
        said: `There is no subject ${absent}.\n`,
      });
      expect(await erase('all')).toEqual({
        status: 2,
        said: expect.stringMatching(/^all is no subject id\.\n\nnpx portico subjects /),
      });
    });
  });
});
