import { waitText } from '../../src/console/flow/flow-view';
import { FlowRounds } from '../../src/journeys/flow/flow-rounds';
import type { FlowFigures, FlowSearch } from '../../src/journeys/flow/flow-figures';
import { isDropped } from '../../src/journeys/flow/flow-figures';
import { FlowService } from '../../src/journeys/flow/flow.service';
import { FLOW_STEPS } from '../../src/journeys/flow/flow-steps';
import { shownSeconds } from '../../src/journeys/flow/shown-seconds';
import { eventually } from '../support/eventually';
import { type FatedJourney, fatedJourneys, writeFated } from '../support/fated-journeys';
import { type RunningGateway, startGateway } from '../support/gateway';

const COUNT = 1_000;
const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** The figures of journeys whose fate is known, counted one by one. */
function countedBy(journeys: readonly FatedJourney[], search: FlowSearch): Omit<FlowFigures, 'asOf'> {
  const counted = journeys.filter(
    ({ journey, consumerId, day }) =>
      journey === search.journey &&
      (search.consumerId === null || consumerId === search.consumerId) &&
      day >= search.from &&
      day <= search.to,
  );
  const rank = (times: readonly number[], share: number): number | null =>
    times.length === 0 ? null : shownSeconds(times[Math.ceil(times.length * share) - 1]! / 1000);
  const steps = FLOW_STEPS.map((step, index) => {
    const reached = counted.filter((one) => FLOW_STEPS.indexOf(one.step) >= index);
    const waits = index === 0 ? [] : reached.map((one) => one.waits[index - 1]!).toSorted((a, b) => a - b);
    return { step, reached: reached.length, median: rank(waits, 0.5), p90: rank(waits, 0.9) };
  });
  const stands = new Map<
    string,
    { step: FatedJourney['step']; standing: FatedJourney['standing']; journeys: number }
  >();
  for (const { step, standing } of counted) {
    const known = stands.get(`${step} ${standing}`);
    stands.set(`${step} ${standing}`, { step, standing, journeys: (known?.journeys ?? 0) + 1 });
  }
  return { steps, stands: [...stands.values()] };
}

const sorted = ({ steps, stands }: Omit<FlowFigures, 'asOf'>): object => ({
  steps,
  stands: stands.map(({ step, standing, journeys }) => `${step} ${standing} ${journeys}`).toSorted(),
});

describe('the figures of the flow', () => {
  let gateway: RunningGateway;
  let other: RunningGateway;
  let journeys: readonly FatedJourney[];
  let consumerIds: string[];
  beforeAll(async () => {
    gateway = await startGateway();
    other = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    const consumers = await gateway.database.query<{ consumer_id: string }>(
      "SELECT consumer_id FROM portico.consumers WHERE client_id IN ('demo-consumer', 'other-consumer')",
    );
    consumerIds = consumers.map(({ consumer_id: id }) => id);
    await write(fatedJourneys(COUNT, 21, consumerIds));
  });
  afterAll(async () => {
    await other.close();
    await gateway.close();
  });

  const write = async (made: ReturnType<typeof fatedJourneys>): Promise<void> => {
    journeys = [...(journeys ?? []), ...made.journeys];
    await writeFated(gateway.database.url, made.rows);
    await eventually(
      () => gateway.database.query<{ open: number }>('SELECT count(*)::integer AS open FROM portico.audit_unsequenced'),
      ([row]) => row!.open === 0,
    );
  };
  /** Both replicas work until the whole log is counted. */
  const count = (): Promise<unknown> =>
    eventually(
      async () => {
        await Promise.all([gateway, other].map(({ app }) => app.get(FlowRounds, { strict: false }).round()));
        return gateway.database.query<{ left: number }>(`
          SELECT (SELECT max(s.leaf_index) + 1 FROM portico.audit_sequence AS s) - p.next_leaf AS left
          FROM portico.flow_progress AS p`);
      },
      ([progress]) => Number(progress!.left) === 0,
    );
  const service = (): FlowService => gateway.app.get(FlowService, { strict: false });
  const searches = (): FlowSearch[] =>
    (['onboarding', 'consent'] as const).flatMap((journey) =>
      [null, ...consumerIds].flatMap((consumerId) => [
        { journey, consumerId, from: dayAgo(91), to: dayAgo(0) },
        { journey, consumerId, from: dayAgo(20), to: dayAgo(8) },
      ]),
    );
  const expectExact = async (): Promise<void> => {
    for (const search of searches())
      expect([search, sorted(await service().figures(search))]).toEqual([search, sorted(countedBy(journeys, search))]);
  };

  it('are exact for a thousand journeys whose fate is known, with two replicas at work', async () => {
    await count();
    expect(countedBy(journeys, searches()[0]!).stands.length).toBeGreaterThan(10);
    await expectExact();
  });

  it('stay exact when more happens, and when everything is judged once more', async () => {
    await write(fatedJourneys(120, 22, consumerIds));
    await count();
    await expectExact();
    await gateway.database.query('UPDATE portico.flow_progress SET next_leaf = 0, revision = revision + 1');
    await count();
    await expectExact();
  });

  it('would not be found exact if one journey were counted twice', async () => {
    const add = (journeys: number): Promise<unknown> =>
      gateway.database.query(
        `UPDATE portico.flow_counts AS t SET journeys = t.journeys + $1
        WHERE (t.day, t.journey, t.consumer_id, t.step, t.standing) = (SELECT c.day, c.journey, c.consumer_id, c.step,
          c.standing FROM portico.flow_counts AS c ORDER BY c.day, c.standing, c.consumer_id LIMIT 1)`,
        [journeys],
      );
    await add(1);
    await expect(expectExact()).rejects.toThrow();
    await add(-1);
    await expectExact();
  });

  it('lead to the journeys behind them, in pages', async () => {
    const [search] = searches() as [FlowSearch];
    const dropped = journeys
      .filter((one) => one.journey === 'onboarding' && isDropped(one))
      .map(({ journeyId }) => journeyId);
    const found: string[] = [];
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const page = await service().list(search, isDropped, after, 50);
      found.push(...page.journeys.map(({ journeyId }) => journeyId));
      after = page.next;
    }
    expect(found).toEqual(dropped.toSorted().toReversed());
  });

  const page = async (address: string): Promise<string> => {
    const answer = await fetch(gateway.url + address);
    expect([address, answer.status]).toEqual([address, 200]);
    return answer.text();
  };
  const refused = async (address: string): Promise<void> => {
    const answer = await fetch(gateway.url + address);
    const text = await answer.text();
    expect([address, answer.status, /The field “[a-z]+” /.test(text)]).toEqual([address, 400, true]);
  };
  const unescaped = (address: string): string => address.replaceAll(/&(?:amp|#38);/g, '&');
  const listedFrom = async (address: string): Promise<number> => {
    let count = 0;
    for (let next: string | undefined = address; next !== undefined;) {
      const text = await page(next);
      count += text.match(/<td data-label="Journey"/g)?.length ?? 0;
      next = /href="([^"]*)"\s+rel="next"/.exec(text)?.[1];
      if (next !== undefined) next = unescaped(next);
    }
    return count;
  };

  it.each(['onboarding', 'consent'] as const)(
    'are on a page, where each number leads to as many journeys: %s',
    async (journey) => {
      const search = { journey, consumerId: null, from: dayAgo(20), to: dayAgo(8) };
      const { steps } = countedBy(journeys, search);
      const text = await page(`/console/flow?journey=${journey}&from=${search.from}&to=${search.to}`);
      const rows = [...text.matchAll(/<tr>\s*(<td data-label="Step"[\s\S]*?)<\/tr>/g)].map(([, row]) =>
        [...row!.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => cell!.replaceAll(/<[^>]*>/g, '').trim()),
      );
      expect(rows.map(([, reached, , median, p90]) => [reached, median, p90])).toEqual(
        steps.map(({ reached, median, p90 }) => [String(reached), waitText(median) || '–', waitText(p90) || '–']),
      );
      const numbers = [...text.matchAll(/<a\s+href="(\/console\/flow\/journeys[^"]*)"\s+aria-label="(\d+):/g)];
      expect(numbers.length).toBeGreaterThan(12);
      for (const [, address, number] of numbers)
        expect([address, await listedFrom(unescaped(address!))]).toEqual([address, Number(number)]);
    },
  );

  it('are of one consumer, of none that is unknown, and of days that can be shown', async () => {
    const began = async (query: string): Promise<string | undefined> =>
      /Of ([\d,]+) journeys that began/.exec(await page(`/console/flow?journey=consent&${query}`))?.[1];
    const { steps } = countedBy(journeys, { ...searches()[0]!, journey: 'consent', from: dayAgo(29) });
    expect(Number(await began(''))).toBe(steps[0]!.reached);
    const of = await Promise.all(['demo-consumer', 'other-consumer'].map((one) => began(`consumer=${one}`)));
    expect(of.reduce((sum, count) => sum + Number(count), 0)).toBe(steps[0]!.reached);
    expect(await began('consumer=unknown')).toBeUndefined();
    expect(await page('/console/flow?from=2020-01-01&to=9999-12-31')).toContain('the period was cut');
  });

  it('name a field that cannot be read', async () => {
    const days = `from=${dayAgo(2)}`;
    for (const odd of [
      'from=abc',
      'to=%20',
      'from=2026-02-30',
      `${days}&to=${dayAgo(3)}`,
      'journey=x',
      `${days}&${days}`,
    ])
      await refused(`/console/flow?${odd}`);
    for (const odd of ['after=x', 'figure=x', 'step=x', 'standing=x']) await refused(`/console/flow/journeys?${odd}`);
    for (const odd of ['after=x', 'standing=foo', 'kind=x']) await refused(`/console/journeys?${odd}`);
    for (const odd of ['after=x', 'since=2026-02-30', 'since=2026-02-02&until=2026-02-01'])
      await refused(`/console/audit?${odd}`);
  });
});

describe('waiting times as they are shown', () => {
  it('are rounded down by 5 % at most, and in the same order', () => {
    let before = 0;
    for (let seconds = 0; seconds < 40 * 86_400; seconds = Math.ceil(seconds * 1.01 + 0.3)) {
      const shown = shownSeconds(seconds);
      expect(shown).toBeLessThanOrEqual(seconds);
      if (seconds >= 20) expect(seconds - shown).toBeLessThan(seconds * 0.05);
      expect(shown).toBeGreaterThanOrEqual(before);
      expect(shownSeconds(shown)).toBe(shown);
      before = shown;
    }
  });
});
