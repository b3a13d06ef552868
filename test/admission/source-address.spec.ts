import type { IncomingMessage } from 'node:http';
import { SourceAddresses } from '../../src/admission/source/source-address';

const from = (remoteAddress: string | undefined, forwarded?: string): Pick<IncomingMessage, 'socket' | 'headers'> =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('the source address of a request', () => {
  const sources = new SourceAddresses(['10.0.0.0/8', 'fd00::/8']);

  it.each([
    ['the peer', '203.0.113.9', undefined, '203.0.113.9'],
    ['the peer, whatever it says', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['what a trusted proxy says', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['what the last proxy that is not trusted says of itself', '10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['what the first of several trusted proxies says', '10.1.2.3', '6.6.6.6, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['a trusted proxy itself, when it says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['a trusted proxy itself, when it says no address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['the outermost trusted one, when all are', '10.1.2.3', '10.7.7.7', '10.7.7.7'],
    ['without the port', '10.1.2.3', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 in brackets', 'fd00::1', '[2001:db8::7]:443', '2001:db8::7'],
    ['IPv4 that is mapped to IPv6', '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['nothing of a connection that has ended', undefined, '198.51.100.1', ''],
  ])('is %s', (_, peer, forwarded, expected) => {
    expect(sources.of(from(peer, forwarded))).toBe(expected);
  });

  it('is the peer where no proxy is trusted', () => {
    expect(new SourceAddresses([]).of(from('10.1.2.3', '198.51.100.1'))).toBe('10.1.2.3');
  });
});
