import { BoundedSet, type Holdable } from '../../src/admission/bounded-set';
import { clientAddress } from '../../src/admission/source/client-address';

describe('a connection that waits for its client', () => {
  let dropped: string[];
  let now: number;
  class One implements Holdable {
    held: Holdable['held'] = null;

    constructor(readonly name: string) {}
  }
  const [a1, a2, a3, b1, c1, d1] = ['a1', 'a2', 'a3', 'b1', 'c1', 'd1'].map((name) => new One(name)) as [
    One,
    One,
    One,
    One,
    One,
    One,
  ];
  const set = (perAddress: number, inAll: number): BoundedSet<One> =>
    new BoundedSet(
      { perAddress, inAll },
      100,
      ({ name }, reason) => dropped.push(`${name} ${reason}`),
      () => now,
    );
  beforeEach(() => {
    dropped = [];
    now = 0;
    for (const one of [a1, a2, a3, b1, c1, d1]) one.held = null;
  });

  it('is dropped when its address has too many: the oldest of that address, never the new one', () => {
    const held = set(2, 10);
    for (const one of [a1, b1, a2, a3]) held.hold(one, one.name[0]!);
    expect(dropped).toEqual(['a1 crowded']);
    expect([held.size, held.release(a3), held.release(a1)]).toEqual([3, true, false]);
  });

  it('is dropped when there are too many in all: the oldest of the address that holds most', () => {
    const held = set(10, 4);
    for (const one of [b1, a1, a2, a3, c1, d1]) held.hold(one, one.name[0]!);
    expect(dropped).toEqual(['a1 crowded', 'a2 crowded']);
    expect(held.size).toBe(4);
  });

  it('is dropped after its time, counted from when it was held last', () => {
    const held = set(10, 10);
    held.hold(a1, 'a');
    now = 60;
    held.hold(a2, 'a');
    held.hold(a1, 'a');
    now = 159;
    held.dropLate();
    expect(dropped).toEqual([]);
    now = 160;
    held.dropLate();
    expect(dropped).toEqual(['a2 late', 'a1 late']);
    expect(held.dropped).toEqual({ late: 2, crowded: 0, stopping: 0 });
  });

  it('is dropped when the server stops', () => {
    const held = set(1, 2);
    held.hold(a1, 'a');
    held.hold(b1, 'b');
    held.dropAll();
    held.hold(a2, 'a');
    expect(dropped).toEqual(['a1 stopping', 'b1 stopping']);
    expect(held.size).toBe(1);
  });

  it('is held by one set at a time, the last that was told to', () => {
    const [first, second] = [set(2, 2), set(2, 2)];
    first.hold(a1, 'a');
    second.hold(a1, 'a');
    expect([first.size, second.size, first.release(a1), second.release(a1)]).toEqual([0, 1, false, true]);
  });

  it('is counted for its address also when many others came and went', () => {
    const held = set(1, 2);
    for (let address = 0; address < 1_000; address++) {
      held.hold(a1, `${address}`);
      held.hold(b1, 'b');
    }
    expect(dropped).toEqual([]);
    held.hold(a2, '999');
    expect([dropped, held.size]).toEqual([['a1 crowded'], 2]);
  });
});

describe('the address that a connection counts for', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s', (address, expected) => {
    expect(clientAddress(address)).toBe(expected);
  });

  it('is empty after the disconnection', () => {
    expect(clientAddress(undefined)).toBe('');
  });
});
