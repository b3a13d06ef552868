import { Logger } from '@nestjs/common';
import { Fault } from '../errors';
import { isObject, type JsonObject } from './json';
import type { Vendor } from '../config/vendor';

/** What is wrong with the invalid elements, and how often. */
export type Flaws = ReadonlyMap<string, number>;

/** The valid elements of a list, and the invalid ones. */
export interface SoundList<T> {
  readonly sound: readonly T[];
  readonly odd: readonly unknown[];
  readonly flaws: Flaws;
}

/** Judges each object of a list; those for which `judge` throws `vendor-invalid-response` are set apart as `odd`. */
export function soundOf<T>(
  list: readonly unknown[],
  invalid: (name: string) => Fault,
  name: string,
  judge: (item: JsonObject) => T,
): SoundList<T> {
  const sound: T[] = [];
  const odd: unknown[] = [];
  const flaws = new Map<string, number>();
  for (const item of list) {
    try {
      if (!isObject(item)) throw invalid(`element of ${name}`);
      sound.push(judge(item));
    } catch (error) {
      if (!(error instanceof Fault) || error.faultName !== 'vendor-invalid-response') throw error;
      odd.push(item);
      flaws.set(error.detail, (flaws.get(error.detail) ?? 0) + 1);
    }
  }
  return { sound, odd, flaws };
}

/** Milliseconds between two log lines about invalid elements of the same list. */
const REPORTED_MS = 60_000;

/** Logs what is wrong with elements left out of a vendor's lists, not their content, once a minute for each list. */
export class OddElements {
  private readonly logger = new Logger(OddElements.name);
  /** When each list was last logged, in milliseconds since the epoch. */
  private readonly reported = new Map<string, number>();

  constructor(
    private readonly vendor: Vendor,
    private readonly now: () => Date,
  ) {}

  report(list: string, flaws: Flaws): void {
    const now = this.now().getTime();
    if (flaws.size === 0 || now - (this.reported.get(list) ?? 0) < REPORTED_MS) return;
    this.reported.set(list, now);
    this.logger.warn({
      msg: "elements of a vendor's list left out",
      vendor: this.vendor,
      list,
      flaws: Object.fromEntries(flaws),
    });
  }
}
