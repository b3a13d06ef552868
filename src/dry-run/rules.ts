import { Fault } from '../errors';

/** A rule cannot be judged, since a field that it is about broke a rule of its own. */
class Unjudged extends Error {}

/**
 * The rules of one request, judged one after the other. A real request ends at the first rule that is broken; a dry run
 * judges the same rules to the end and reports all that are broken.
 */
export class Rules {
  private readonly broken: Fault[] = [];
  private readonly brokenFields: ReadonlySet<string>;
  private last: Promise<unknown> = Promise.resolve();

  /** `ofFields`: what the request's fields broke by themselves; a dry run goes on in spite of it. */
  constructor(
    readonly isDryRun: boolean,
    ofFields: readonly Fault[] = [],
  ) {
    this.broken.push(...ofFields);
    const pointers = ofFields.flatMap(({ errors }) => errors.map(({ pointer }) => pointer));
    this.brokenFields = new Set(pointers.map((pointer) => pointer.split('/')[1] ?? ''));
  }

  /**
   * Judges a rule after those before it, and returns its value, for later rules and after `end`. `fields`: what it is
   * about. A rule is broken when it throws a Fault below 500; anything else ends a dry run, too.
   */
  keep<T>(fields: readonly string[], rule: () => T | Promise<T>): Promise<T> {
    const judged = this.last.then(() => {
      if (fields.some((field) => this.brokenFields.has(field))) throw new Unjudged();
      return rule();
    });
    this.last = this.isDryRun ? judged.catch((error: unknown) => this.note(error)) : judged;
    // Where the value is needed it is awaited; the error itself is thrown by end().
    for (const promise of [judged, this.last]) promise.catch(() => undefined);
    return judged;
  }

  /** For a dry run only: a rule that a real request obeys by a condition of its commit, or that its vendor judges. */
  foresee(fields: readonly string[], rule: () => void | Promise<void>): void {
    if (this.isDryRun) void this.keep(fields, rule);
  }

  /** Throws the first broken rule's Fault; in a dry run Fault `dry-run-refused` with all of them. */
  async end(): Promise<void> {
    await this.last;
    if (this.broken.length === 0) return;
    throw new Fault('dry-run-refused', {
      detail: textOfAll(this.broken),
      errors: this.broken.flatMap(({ errors }) => errors),
      violations: this.broken,
    });
  }

  private note(error: unknown): void {
    if (error instanceof Unjudged) return;
    if (!(error instanceof Fault) || error.kind.status >= 500) throw error;
    if (!this.broken.includes(error)) this.broken.push(error);
  }
}

const MAX_DETAIL = 500;

/** The texts of several faults as one. */
export const textOfAll = (faults: readonly Fault[]): string =>
  faults
    .map(({ detail }) => detail)
    .join('; ')
    .slice(0, MAX_DETAIL);
