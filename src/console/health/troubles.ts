import { filled } from '../../words/words';
import { durationOf } from '../page/times';
import { HEALTH_WORDS } from './health.words';
import type { HealthReport } from './health-page.service';
import { DEAD_DELIVERIES, OPEN_EFFECTS } from './paths';
import type { VendorHealth } from './vendor-health.service';

/** From when on a figure needs attention. */
const MIN_CALLS = 20;
const FAILED_SHARE = 0.05;
const LATE_SECONDS = 10;
const OLD_INBOX_SECONDS = 60;
const OLD_EFFECT_MS = 900_000;

const WORDS = HEALTH_WORDS.trouble;

/** What needs attention, in a sentence, and the page that says more; null: the page Health itself does. */
export interface Trouble {
  readonly text: string;
  readonly path: string | null;
}

/** An account at a vendor, as people call it. */
export type NameOf = (vendor: string, account: string) => string;

/** A length of time in words. */
export const lengthOf = (seconds: number): string => durationOf(seconds * 1000);
export const percentOf = ({ calls, failed }: VendorHealth): string => ((failed / Math.max(1, calls)) * 100).toFixed(1);

/** All that the page Health shows. */
export interface SeenHealth extends HealthReport {
  readonly vendors: readonly VendorHealth[];
  readonly areLinksStopped: boolean;
}

/** The vendors first. */
export function troublesIn(seen: SeenHealth, nameOf: NameOf): Trouble[] {
  const { now, queues, audit, vendors, oldestEffect: effect } = seen;
  const effectMs = effect ? now.getTime() - effect.begunAt.getTime() : 0;
  const found: Trouble[] = vendors.flatMap((one) => vendorTroubles(one)).map((text) => ({ text, path: null }));
  const note = (isSo: boolean, text: string, path: string | null = null): void =>
    void (isSo && found.push({ text, path }));
  note(seen.areLinksStopped, WORDS.links);
  note(audit.trouble !== null, audit.trouble ?? '');
  note(audit.unsealed > LATE_SECONDS, filled(WORDS.sealing, { duration: lengthOf(audit.unsealed) }));
  note(audit.unsaved > LATE_SECONDS, filled(WORDS.outside, { duration: lengthOf(audit.unsaved) }));
  if (effect && effectMs > OLD_EFFECT_MS)
    note(
      true,
      filled(WORDS.effect, { vendor: nameOf(effect.vendor, effect.account), duration: durationOf(effectMs) }),
      OPEN_EFFECTS,
    );
  const { oldestSeconds } = queues.inbox;
  note(oldestSeconds > OLD_INBOX_SECONDS, filled(WORDS.inbox, { duration: lengthOf(oldestSeconds) }));
  const { dead } = queues.deliveries;
  note(dead > 0, filled(WORDS.dead, { count: String(dead) }), DEAD_DELIVERIES);
  return found;
}

function vendorTroubles(one: VendorHealth): string[] {
  const { name: vendor, breaker, isStopped, pausedSeconds, calls, failed } = one;
  const told: string[] = [];
  if (breaker !== 'closed') told.push(filled(WORDS.breaker, { vendor }));
  if (isStopped) told.push(filled(WORDS.stopped, { vendor }));
  if (pausedSeconds > 0) told.push(filled(WORDS.paused, { vendor, duration: lengthOf(pausedSeconds) }));
  if (calls >= MIN_CALLS && failed / calls > FAILED_SHARE)
    told.push(filled(WORDS.failed, { vendor, percent: percentOf(one) }));
  return told;
}
