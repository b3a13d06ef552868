import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

export const FAULT_KINDS = [
  'latency',
  'reset',
  'status',
  'body',
  'redirect',
  'drip',
  'rate-limit',
  'rate-limit-in-200',
  'hold',
] as const;

/** A failure of a vendor that is active until it is used up or cleared. */
export interface VendorFault {
  readonly vendor: string;
  /** The partner of 1Money, or the organisation of FinPro, whose requests it spoils; absent: everyone's. */
  readonly entity?: string;
  /** Beginning of the path; absent: every path. */
  readonly path?: string;
  readonly method?: string;
  readonly kind: (typeof FAULT_KINDS)[number];
  /** `before`: the vendor does nothing. `after`: it does its work, and only the answer is affected. */
  readonly when: 'before' | 'after';
  /** Remaining number of uses; null: until cleared. */
  times: number | null;
  /** latency */
  readonly ms?: number;
  /** status, body, redirect */
  readonly status?: number;
  readonly body?: string;
  readonly content_type?: string;
  readonly location?: string;
  /** drip */
  readonly bytes_per_second?: number;
  /** rate-limit: without the header if `header: false` */
  readonly retry_after_seconds?: number;
  readonly header?: boolean;
}

/** A fault in the list, with its id. */
export interface ActiveFault extends VendorFault {
  readonly fault_id: string;
}

interface Held {
  readonly release: () => void;
}

/** The active faults, and the answers that are held back. */
export class Faults {
  private faults: ActiveFault[] = [];
  private held: Held[] = [];

  add(fault: VendorFault): void {
    this.faults.push({ fault_id: randomUUID(), ...fault });
  }

  /** False: there is no such fault. */
  remove(faultId: string): boolean {
    const known = this.faults.length;
    this.faults = this.faults.filter(({ fault_id }) => fault_id !== faultId);
    return this.faults.length < known;
  }

  clear(): void {
    this.faults = [];
    this.release();
  }

  /** Sends every held answer. */
  release(): void {
    for (const { release } of this.held.splice(0)) release();
  }

  state(): { faults: readonly ActiveFault[]; held: number } {
    return { faults: this.faults, held: this.held.length };
  }

  /** The first matching fault; its count goes down by one. */
  take(
    { vendor, entity }: { readonly vendor: string; readonly entity: string | null },
    method: string,
    path: string,
  ): VendorFault | null {
    const fault = this.faults.find(
      (one) =>
        one.vendor === vendor &&
        (one.entity ?? entity) === entity &&
        path.startsWith(one.path ?? '/') &&
        (one.method ?? method) === method,
    );
    if (!fault) return null;
    if (fault.times !== null && --fault.times <= 0) this.faults = this.faults.filter((one) => one !== fault);
    return fault;
  }

  async hold(): Promise<void> {
    await new Promise<void>((release) => this.held.push({ release }));
  }
}

/** Applies a fault. True when the answer has been sent (or the connection reset) and no other code may answer. */
export async function carryOut(
  fault: VendorFault,
  faults: Faults,
  reply: FastifyReply,
  envelope: (status: number, detail: string) => object,
): Promise<boolean> {
  switch (fault.kind) {
    case 'latency':
      await new Promise((done) => setTimeout(done, fault.ms ?? 1000));
      return false;
    case 'hold':
      await faults.hold();
      return false;
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return true;
    case 'drip':
      reply.hijack();
      drip(reply, fault);
      return true;
    default:
      await answer(fault, reply, envelope);
      return true;
  }
}

async function answer(
  fault: VendorFault,
  reply: FastifyReply,
  envelope: (status: number, detail: string) => object,
): Promise<void> {
  const waitSeconds = fault.retry_after_seconds ?? 4;
  if (fault.kind === 'rate-limit' || fault.kind === 'rate-limit-in-200') {
    if (fault.header !== false && fault.kind === 'rate-limit') void reply.header('Retry-After', String(waitSeconds));
    await reply
      .status(fault.kind === 'rate-limit' ? 429 : 200)
      .send(envelope(429, `Rate limit exceeded. Retry after ${waitSeconds}s.`));
  } else if (fault.kind === 'redirect') {
    await reply
      .status(fault.status ?? 307)
      .header('Location', fault.location ?? '/')
      .send();
  } else if (fault.kind === 'status' && fault.body === undefined) {
    await reply.status(fault.status ?? 500).send(envelope(fault.status ?? 500, 'The sandbox was told to fail.'));
  } else {
    await reply
      .status(fault.status ?? 200)
      .header('Content-Type', fault.content_type ?? 'application/json')
      .send(fault.body ?? '');
  }
}

const DRIP_MS = 100;

function drip(reply: FastifyReply, fault: VendorFault): void {
  const { raw } = reply;
  const bytes = Math.max(1, Math.round((fault.bytes_per_second ?? 10) * (DRIP_MS / 1000)));
  raw.writeHead(fault.status ?? 200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => raw.write(' '.repeat(bytes)), DRIP_MS);
  raw.once('close', () => clearInterval(timer));
}
