import { DEMO } from '../support/gateway';
import { command, type Order, type Report } from './support/campaign';
import { Dice } from './support/dice';
import { Gun, percentile, type Shot, statuses } from './support/gun';
import { Stage } from './support/stage';

const LANES = 64;

const served = (shots: readonly Shot[]): Shot[] => shots.filter(({ status }) => status === 201);

/**
 * Three times the maximum goodput for a minute: at least 0.9 of the maximum is still served, what is served is at most
 * twice as slow (p99) as at 0.8 of the maximum, and the rest is turned away with 503 and Retry-After in under 50 ms (median).
 * The control takes the door off its hinges.
 */
export async function overload({ seed, scale, isControl }: Order): Promise<Report> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(isControl ? { MAX_IN_FLIGHT: '100000', NODE_OPTIONS: '--require ./dist/test/campaigns/support/no-door.js' } : {});
    const dice = new Dice(seed);
    const gun = new Gun(gateway.url);
    const customers = await stage.customers(gateway.url, 50);
    const next = (): Buffer => gun.request('POST', '/v1/customers/onboarding/grants', { Authorization: DEMO }, JSON.stringify({ customer_id: dice.pick(customers) }));
    await gun.pump(LANES, scale < 0.1 ? 1 : 10, next);
    const full = await gun.pump(LANES, 15 * scale, next);
    const maximum = served(full).length / (15 * scale);
    const calm = await gun.volley(maximum * 0.8, 15 * scale, next);
    const rush = await gun.volley(maximum * 3, 60 * scale, next);
    const refused = rush.filter(({ status }) => status === 503);
    const goodput = served(rush).length / (60 * scale);
    const live = await fetch(`${gateway.url}/health/live`);
    gun.close();
    const ratio = percentile(served(rush), 0.99) / percentile(served(calm), 0.99);
    return {
      campaign: 'overload',
      seed,
      control: isControl,
      checks: {
        'goodput at least 0.9 of the maximum': goodput >= 0.9 * maximum,
        'p99 of what is served at most twice that at 0.8': ratio <= 2,
        'turned away in under 50 ms': refused.length > 0 && percentile(refused, 0.5) < 50,
        'every refusal names a wait': refused.every(({ head }) => /^retry-after: 1$/im.test(head)),
        'only 201 and 503': rush.every(({ status }) => status === 201 || status === 503),
        'alive afterwards': live.status === 200,
      },
      figures: { maximum, goodput, goodput_ratio: goodput / maximum, p99_at_maximum: percentile(served(full), 0.99), p99_calm: percentile(served(calm), 0.99), p99_rush: percentile(served(rush), 0.99), p99_ratio: ratio, refusal_p50: percentile(refused, 0.5), refusal_p99: percentile(refused, 0.99), statuses: statuses(rush), statuses_calm: statuses(calm) },
    };
  } finally {
    await stage.close();
  }
}

if (require.main === module) command(overload);
