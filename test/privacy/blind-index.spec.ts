import { blindIndex } from '../../src/privacy/blind-index';

const KEY = Buffer.alloc(32, 7);

describe('what stands for a value that must be found again', () => {
  it('is the same for the same, and another for another key, purpose or value', () => {
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

  it('has the value that it always had: rows are found by it', () => {
    expect(blindIndex(KEY, 'person of a', 'MOBILE:9876543210').toString('hex')).toBe(
      'ea3b4b896fe4e54ab2e0fc6ddb5dd66c6ce30e50ed046b3bb1027b7e8421683c',
    );
  });
});
