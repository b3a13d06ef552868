import { type Statement, write, type Write } from '../../database/write';
import { columnsOf, type EntityClass } from '../../database/statements/columns';
import { updateOf, type Values } from '../../database/statements/update-of';
import type { ConfirmedStatus } from './confirmed-status';

/** The status and what is stored with every reading of it. */
const CONFIRMED = {
  statusConfirmedAt: 'r."statusConfirmedAt"',
  statusConfirmedBy: 'r."statusConfirmedBy"',
  statusStaleAfter: 'r."statusStaleAfter"',
};

/** Stores what was read from a vendor of rows whose status it confirms. */
export class StatusReadings<Row extends ConfirmedStatus<string>> {
  private readonly members: readonly string[];
  private readonly changed: Statement<Partial<Row>>;
  private readonly confirmed: Statement<Partial<Row>>;

  /** `reported`: further columns that a reading sets; `onChange`: what only a changed status sets. */
  constructor(entity: EntityClass<Row>, name: string, reported: Values<Row>, onChange?: Values<Row>) {
    const key = columnsOf(entity).find(({ isKey }) => isKey)!.property as keyof Row & string;
    const set = { ...CONFIRMED, ...reported } as Values<Row>;
    const target = (row: Partial<Row>): string => String(row[key]);
    this.members = [key, 'status', 'statusRevision', ...Object.keys(set)];
    this.changed = updateOf<Row, Partial<Row>>(entity, `${name}.change`, {
      by: [key, 'statusRevision'],
      set: {
        ...set,
        status: 'r.status',
        statusChangedAt: 'r."statusConfirmedAt"',
        statusRevision: 't.status_revision + 1',
        ...onChange,
      },
      target,
    });
    this.confirmed = updateOf<Row, Partial<Row>>(entity, `${name}.confirm`, {
      by: [key],
      set,
      onlyIf: 't.status_revision = r."statusRevision" AND t.status_confirmed_at <= r."statusConfirmedAt"',
      target,
    });
  }

  /** The status differs. Refused (`isOvertaken`) when it changed after it was read here: compare with the new row. */
  change<Observed extends Row>(known: Row, observed: Observed): Write<Observed> {
    return write(this.changed, this.rowOf(known, observed), observed);
  }

  /** The status is confirmed anew. If it changed or was confirmed later, the row is kept and counts as written. */
  confirm<Observed extends Row>(known: Row, observed: Observed): Write<Observed> {
    return write(this.confirmed, this.rowOf(known, observed), observed);
  }

  /** Whether the error is that another process committed a change first. */
  isOvertaken(error: unknown): boolean {
    return this.changed.refused(error);
  }

  private rowOf({ statusRevision }: Row, observed: Row): Partial<Row> {
    const read = Object.fromEntries(this.members.map((member) => [member, observed[member as keyof Row]]));
    return { ...read, statusRevision } as Partial<Row>;
  }
}
