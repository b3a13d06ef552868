import { blindIndex } from '../../src/privacy/blind-index';

const KEY = Buffer.alloc(32, 7);

describe('the blind index of a value', () => {
  it('is equal for equal inputs, and differs with key, purpose or value', () => {
    const index = blindIndex(KEY, 'person of a', 'MOBILE:9876543210');
    expect(index).toHaveLength(32);
    expect(index.equals(blindIndex(KEY, 'person of a', 'MOBILE:9876543210'))).toBe(true);
    const others = [
      blindIndex(Buffer.alloc(32, 8), 'person of a', 'MOBILE:9876543210'),
      blindIndex(KEY, 'person of b', 'MOBILE:9876543210'),
      blindIndex(KEY, 'person of a', 'MOBILE:9876543211'),
    ];
    for (const other of others) expect(index.equals(other)).toBe(false);
  });

  it('is stable across versions: stored rows are found by it', () => {
    expect(blindIndex(KEY, 'person of a', 'MOBILE:9876543210').toString('hex')).toBe(
      'ea3b4b896fe4e54ab2e0fc6ddb5dd66c6ce30e50ed046b3bb1027b7e8421683c',
    );
  });
});
