import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { AuditRepository } from '../../src/audit/audit.repository';
import { type Leaf, leafBytes } from '../../src/audit/leaf';
import { Committer } from '../../src/database/committer';
import { parseCheckpoint } from '../../src/tlog/checkpoint/checkpoint';
import { leafHash } from '../../src/tlog/merkle';
import { isNoteSignedBy, NoteSigner, parseNote } from '../../src/tlog/checkpoint/signed-note';
import { DEMO, OTHER, type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { newLeaf } from '../support/leaves';
import { untilSealed } from '../support/log';
import { isConsistent, isIncluded } from '../support/rfc9162';

const at = (minute: number, rest: Partial<Leaf> = {}): Leaf => {
  const occurredAt = new Date(Date.UTC(2026, 0, 15, 9, minute));
  const time = occurredAt.getTime().toString(16).padStart(12, '0');
  return newLeaf({
    entry_id: `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`,
    occurred_at: occurredAt.toISOString(),
    ...rest,
  });
};

describe('GET /v1/audit', () => {
  let gateway: RunningGateway;
  const [mine, theirs] = ['subject-of-mine', 'subject-of-theirs'];
  const leaves: Leaf[] = [
    at(1, { subject: mine, action: 'onboarding.customer.create' }),
    at(2, { subject: mine, action: 'onboarding.customer.create', phase: 'OUTCOME', result: 'SUCCEEDED' }),
    at(3, {
      subject: mine,
      action: 'onboarding.return',
      phase: 'OUTCOME',
      result: 'SUCCEEDED',
      consumer: null,
      actor: 'browser',
    }),
    at(4, { subject: theirs, consumer: 'other-consumer' }),
    at(5, { subject: theirs, consumer: null, actor: 'portico', phase: 'OUTCOME', result: 'FAILED' }),
    at(6, { subject: mine, phase: 'OUTCOME', result: 'UNKNOWN' }),
  ];
  beforeAll(async () => {
    gateway = await startGateway();
    const repository = new AuditRepository();
    for (const leaf of leaves) await gateway.app.get(Committer).commit(repository.append(leaf));
    await untilSealed(gateway.database, leaves.length);
  });
  afterAll(() => gateway.close());

  const get = (path: string, authorization = DEMO): request.Test =>
    request(gateway.url).get(`/v1/audit/${path}`).set('Authorization', authorization);
  const list = async (query: object, authorization = DEMO): Promise<number[]> => {
    const { body } = await get('events', authorization).query(query).expect(200);
    return body.events.map((event: Leaf) => leaves.findIndex(({ entry_id }) => entry_id === event.entry_id) + 1);
  };

  it("lists the consumer's actions, newest first, with the values of their leaves and their leaf indexes", async () => {
    const { body } = await get('events').expect(200);
    expect(body).toEqual({
      events: [5, 1, 0].map((index) => ({ ...leaves[index], leaf_index: index })),
      next_cursor: null,
    });
  });

  it.each([
    [{ subject: mine }, [6, 3, 2, 1]],
    [{ subject: theirs }, []],
    [{ consumer: 'demo-consumer' }, [6, 2, 1]],
    [{ consumer: 'other-consumer' }, []],
    [{ action: 'onboarding.customer.create' }, [2, 1]],
    [{ result: 'UNKNOWN' }, [6]],
    [{ since: '2026-01-15T09:02:00Z', until: '2026-01-15T09:06:00.000Z' }, [2]],
    [{ since: '2026-01-15T14:32:00+05:30' }, [6, 2]],
    [{ subject: mine, result: 'SUCCEEDED', until: '2026-01-15T09:03:00Z' }, [2]],
  ])('filters by %j', async (query, found) => {
    expect(await list(query)).toEqual(found);
  });

  it('pages without repetitions and gaps', async () => {
    const seen: number[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await get('events')
        .query({ subject: mine, limit: 1, ...(cursor ? { cursor } : {}) })
        .expect(200);
      expect(body.events).toHaveLength(1);
      seen.push(leaves.findIndex(({ entry_id }) => entry_id === body.events[0].entry_id) + 1);
      if (!body.next_cursor) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([6, 3, 2, 1]);
  });

  it('returns another consumer its own entries only', async () => {
    expect(await list({}, OTHER)).toEqual([4]);
    expect(await list({ subject: theirs }, OTHER)).toEqual([5, 4]);
    expect(await list({ subject: mine }, OTHER)).toEqual([]);
    for (const index of [0, 2]) {
      await get(`events/${leaves[index]!.entry_id}`, OTHER).expect(404);
      await get(`events/${leaves[index]!.entry_id}/proof`, OTHER).expect(404);
    }
    await get(`events/${leaves[2]!.entry_id}`).expect(200);
  });

  it.each(['none', randomUUID(), `${randomUUID()}x`, '%00'])('answers 404 for the entry %s', async (id) => {
    const answer = await get(`events/${id}`);
    expect([answer.status, answer.body.type]).toEqual(
      id === '%00' ? [404, expect.any(String)] : [404, '/errors#not-found'],
    );
  });

  it.each([
    ['events', { limit: '0' }, 'query/limit'],
    ['events', { limit: '201' }, 'query/limit'],
    ['events', { limit: '1.5' }, 'query/limit'],
    ['events', { limit: '' }, 'query/limit'],
    ['events', { cursor: 'x' }, 'query/cursor'],
    ['events', { action: 'nothing' }, 'query/action'],
    ['events', { result: 'succeeded' }, 'query/result'],
    ['events', { since: '2026-01-15' }, 'query/since'],
    ['events', { until: '2026-13-15T00:00:00Z' }, 'query/until'],
    ['events', { subject: 'a b' }, 'query/subject'],
    ['events', { unknown: '1' }, 'query/unknown'],
    ['consistency', {}, 'query/from'],
    ['consistency', { from: '-1' }, 'query/from'],
    ['consistency', { from: '1e0' }, 'query/from'],
    ['consistency', { from: '' }, 'query/from'],
    ['consistency', { from: '7' }, 'query/from'],
    ['consistency', { from: '1', to: '1000' }, 'query/to'],
  ])('%s with %j is refused, and the parameter is named', async (path, query, pointer) => {
    const { body } = await get(path).query(query).expect(400);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('requires credentials and the scope audit:read', async () => {
    for (const path of ['events', 'checkpoint', 'consistency?from=1', `events/${leaves[0]!.entry_id}/proof`])
      await request(gateway.url).get(`/v1/audit/${path}`).expect(401);
  });

  it('proves each entry: the receipt has the leaf and its proof for the signed root', async () => {
    const key = new NoteSigner('portico.local/audit', Buffer.from(SIGNING_KEY, 'base64url')).key;
    for (const index of [0, 1, 2, 5]) {
      const answer = await get(`events/${leaves[index]!.entry_id}/proof`).expect(200);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      const [head, ...rest] = answer.text.split('\n\n');
      const [version, extra, leafIndex, ...hashes] = head!.split('\n');
      const note = parseNote(rest.join('\n\n'));
      const { size, root, origin } = parseCheckpoint(note.text);
      expect([version, leafIndex, origin, isNoteSignedBy(note, key)]).toEqual([
        'c2sp.org/tlog-proof@v1',
        `index ${index}`,
        'portico.local/audit',
        true,
      ]);
      const leaf = Buffer.from(extra!.slice('extra '.length), 'base64');
      expect(leaf).toEqual(leafBytes(leaves[index]!));
      expect(
        isIncluded(
          leafHash(leaf),
          index,
          size,
          hashes.map((hash) => Buffer.from(hash, 'base64')),
          root,
        ),
      ).toBe(true);
    }
  });

  it('proves that the log only grew, from any size to any checkpoint', async () => {
    const { text: latest } = await get('checkpoint').expect(200);
    const { size, root } = parseCheckpoint(parseNote(latest).text);
    const older = await gateway.database.query<{ tree_size: string; root_hash: Buffer }>(
      'SELECT tree_size, root_hash FROM portico.audit_checkpoints ORDER BY tree_size',
    );
    for (const { tree_size, root_hash } of older) {
      const { text } = await get(`consistency?from=${tree_size}`).expect(200);
      const [old, ...hashes] = text.split('\n\n')[0]!.split('\n');
      expect(old).toBe(`old ${tree_size}`);
      expect(text.endsWith(latest)).toBe(true);
      expect(
        isConsistent(
          Number(tree_size),
          root_hash,
          size,
          root,
          hashes.map((hash) => Buffer.from(hash, 'base64')),
        ),
      ).toBe(true);
      await get(`consistency?from=0&to=${tree_size}`).expect(200);
    }
  });
});
