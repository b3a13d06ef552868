import { createHash } from 'node:crypto';
import { type Leaf, leafBytes } from '../../src/audit/leaf';

const LEAF: Leaf = {
  entry_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  occurred_at: '2026-01-15T09:30:00.512Z',
  request_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12',
  consumer: 'demo-consumer',
  actor: 'consumer',
  action: 'onboarding.grant.create',
  subject: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13',
  phase: 'INTENT',
  intent_id: null,
  vendor: 'one-money',
  vendor_request_id: null,
  result: null,
  detail: { locale: 'de', customer_id: '0b9f2c5e', nested: { b: 1, a: 'Zo\u00eb' } },
};

describe('the bytes of an audit entry', () => {
  it('are the name of the format, one line end, and the entry in canonical JSON', () => {
    expect(leafBytes(LEAF).toString()).toBe(
      'portico.audit/v1\n' +
        '{"action":"onboarding.grant.create","actor":"consumer","consumer":"demo-consumer","detail":{"customer_id":"0b9f2c5e","locale":"de","nested":{"a":"Zo\u00eb","b":1}},' +
        '"entry_id":"019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11","intent_id":null,"occurred_at":"2026-01-15T09:30:00.512Z","phase":"INTENT","request_id":"019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12",' +
        '"result":null,"subject":"019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13","vendor":"one-money","vendor_request_id":null}',
    );
  });

  it('do not change: rows written by older builds must still verify', () => {
    expect(createHash('sha256').update(leafBytes(LEAF)).digest('hex')).toBe(
      'cd2f7a6089d3b032f83537a2494af761e10eee1655f514b2d97c3fa1414438bc',
    );
  });

  it('do not depend on the order in which the fields were set', () => {
    const turned = Object.fromEntries(Object.entries(LEAF).toReversed()) as unknown as Leaf;
    expect(leafBytes(turned)).toEqual(leafBytes(LEAF));
  });

  it.each(Object.keys(LEAF) as (keyof Leaf)[])('change with %s', (name) => {
    const other: Record<string, unknown> = { ...LEAF, [name]: name === 'detail' ? { locale: 'fr' } : 'another' };
    expect(leafBytes(other as unknown as Leaf)).not.toEqual(leafBytes(LEAF));
  });

  it('can be parsed to the entry', () => {
    const [format, json, ...rest] = leafBytes(LEAF).toString().split('\n');
    expect([format, rest]).toEqual(['portico.audit/v1', []]);
    expect(JSON.parse(json!)).toEqual(LEAF);
  });
});
