import { BoundedSet } from '../../src/admission/bounded-set';
import { clientAddress } from '../../src/admission/client-address';

describe('a connection that waits for its client', () => {
  let dropped: string[];
  let now: number;
  const set = (perAddress: number, inAll: number): BoundedSet<string> =>
    new BoundedSet(
      { perAddress, inAll },
      100,
      (one, reason) => dropped.push(`${one} ${reason}`),
      () => now,
    );
  beforeEach(() => {
    dropped = [];
    now = 0;
  });

  it('is dropped when its address has too many: the oldest of that address, never the new one', () => {
    const held = set(2, 10);
    for (const one of ['a1', 'b1', 'a2', 'a3']) held.hold(one, one[0]!);
    expect(dropped).toEqual(['a1 crowded']);
    expect([held.size, held.release('a3'), held.release('a1')]).toEqual([3, true, false]);
  });

  it('is dropped when there are too many in all: the oldest of the address that holds most', () => {
    const held = set(10, 4);
    for (const one of ['b1', 'a1', 'a2', 'a3', 'c1', 'd1']) held.hold(one, one[0]!);
    expect(dropped).toEqual(['a1 crowded', 'a2 crowded']);
    expect(held.size).toBe(4);
  });

  it('is dropped after its time, counted from when it was held last', () => {
    const held = set(10, 10);
    held.hold('a1', 'a');
    now = 60;
    held.hold('a2', 'a');
    held.hold('a1', 'a');
    now = 159;
    held.dropLate();
    expect(dropped).toEqual([]);
    now = 160;
    held.dropLate();
    expect(dropped).toEqual(['a2 late', 'a1 late']);
    expect(held.dropped).toEqual({ late: 2, crowded: 0, stopping: 0 });
  });

  it('is dropped when the server stops, and an address without connections is forgotten', () => {
    const held = set(1, 2);
    held.hold('a1', 'a');
    held.hold('b1', 'b');
    held.dropAll();
    held.hold('a2', 'a');
    expect(dropped).toEqual(['a1 stopping', 'b1 stopping']);
    expect(held.size).toBe(1);
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
