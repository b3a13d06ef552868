/** What a campaign is asked for. */
export interface Order {
  readonly seed: number;
  /** Seconds, or counts, are multiplied by this; the short form in `npm test` is a small part. */
  readonly scale: number;
  /** Leaves out what is to be proved, so that the campaign must fail. */
  readonly isControl: boolean;
}

/** What came of it. */
export interface Report {
  readonly campaign: string;
  readonly seed: number;
  readonly control: boolean;
  /** Each thing that had to be shown, and whether it was. */
  readonly checks: Readonly<Record<string, boolean>>;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Whether everything was shown. */
export const hasPassed = ({ checks }: Report): boolean => Object.values(checks).every(Boolean);

/** Runs a campaign from the command line: `[--seed N] [--scale X] [--control]`. One JSON line; exit code 0 when it passed, and for a control when it failed. */
export function command(run: (order: Order) => Promise<Report>): void {
  const after = (name: string): number | undefined => {
    const at = process.argv.indexOf(name);
    return at < 0 ? undefined : Number(process.argv[at + 1]);
  };
  const order = { seed: after('--seed') ?? 1, scale: after('--scale') ?? 1, isControl: process.argv.includes('--control') };
  run(order).then(
    (report) => {
      const passed = hasPassed(report);
      process.stdout.write(`${JSON.stringify({ ...report, passed })}\n`);
      process.exit(passed === order.isControl ? 1 : 0);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(2);
    },
  );
}
