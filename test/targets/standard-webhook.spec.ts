import { DELIVERY_DELAYS, nextAttemptSeconds } from '../../src/events/deliveries/delivery-schedule';
import { newWebhookSecret, webhookHeaders } from '../../src/targets/standard-webhook';

describe('a signature of Standard Webhooks', () => {
  const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const sign = (...secrets: string[]): Record<string, string> =>
    webhookHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_999),
      Buffer.from('{"test": 2432232314}'),
      secrets,
    );

  it("matches the project's vector", () => {
    expect(sign(SECRET)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is listed once for each secret, separated by a space', () => {
    const both = sign(newWebhookSecret(), SECRET)['webhook-signature']!.split(' ');
    expect(both).toHaveLength(2);
    expect(both[1]).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is made with random secrets of 256 bits', () => {
    const secrets = Array.from({ length: 100 }, newWebhookSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
  });
});

describe('the delivery schedule', () => {
  it('makes ten attempts in a little over three days, then gives up', () => {
    expect(DELIVERY_DELAYS).toHaveLength(9);
    const hours = DELIVERY_DELAYS.reduce((sum, delay) => sum + delay, 0) / 3_600;
    expect(hours).toBeGreaterThan(72);
    expect(hours).toBeLessThan(80);
    expect(nextAttemptSeconds(10, 0.5, 1)).toBeNull();
  });

  it('varies each interval by up to a tenth at random', () => {
    expect([0, 0.5, 0.999_999].map((random) => Math.round(nextAttemptSeconds(2, random, 1)!))).toEqual([270, 300, 330]);
  });

  it('waits the Retry-After of a target, up to a day', () => {
    expect(nextAttemptSeconds(1, 0.5, 1, 120)).toBe(120);
    expect(nextAttemptSeconds(3, 0.5, 1, 120)).toBe(1_800);
    expect(nextAttemptSeconds(1, 0.5, 1, 1_000_000)).toBe(86_400);
  });
});
