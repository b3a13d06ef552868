import { Statement, write, type Write } from '../write';
import { columnsOf, type EntityClass, recordsOf, tableOf } from './columns';

/** A row whose status a vendor confirms. */
interface Confirmed {
  readonly status: string;
  readonly statusConfirmedAt: Date;
  readonly statusConfirmedBy: string;
  readonly statusStaleAfter: Date | null;
  /** Increases by one with each change of the status. */
  readonly statusRevision: number;
  readonly statusChangedAt: Date;
}

/** SQL values by property, where `t` is the row as it is and `r` the one that was read. */
type Values<Row> = Readonly<Partial<Record<keyof Row, string>>>;

/** The status and what is stored with every reading of it. */
const CONFIRMED = {
  statusConfirmedAt: 'r."statusConfirmedAt"',
  statusConfirmedBy: 'r."statusConfirmedBy"',
  statusStaleAfter: 'r."statusStaleAfter"',
};

/** Stores what was read from a vendor of rows whose status it confirms. */
export class StatusReadings<Row extends Confirmed> {
  private readonly members: readonly string[];
  private readonly changed: Statement<Partial<Row>>;
  private readonly confirmed: Statement<Partial<Row>>;

  /** `reported`: further columns that a reading sets; `onChange`: what only a changed status sets. */
  constructor(entity: EntityClass<Row>, name: string, reported: Values<Row>, onChange?: Values<Row>) {
    const columns = columnsOf(entity);
    const key = columns.find(({ isKey }) => isKey)!;
    const set = { ...CONFIRMED, ...reported };
    this.members = [key.property, 'status', 'statusRevision', ...Object.keys(set)];
    const records = recordsOf(columns.filter(({ property }) => this.members.includes(property)));
    const isRow = `t.${key.name} = r."${key.property}"`;
    const target = (row: Partial<Row>): string => String(row[key.property as keyof Row]);
    const nameOf = (property: string): string => columns.find((column) => column.property === property)!.name;
    const assignments = (values: Values<Row>, as = (value: string, _now: string): string => value): string =>
      Object.entries(values)
        .map(([property, value]) => [nameOf(property), String(value)] as const)
        .map(([column, value]) => `${column} = ${as(value, `t.${column}`)}`)
        .join(', ');
    const changes = {
      status: 'r.status',
      statusChangedAt: 'r."statusConfirmedAt"',
      statusRevision: 't.status_revision + 1',
    };
    this.changed = new Statement({
      name: `${name}.change`,
      target,
      text: `
    UPDATE ${tableOf(entity)} AS t SET ${assignments({ ...set, ...changes, ...onChange })}
    FROM ${records}
    WHERE ${isRow} AND t.status_revision = r."statusRevision"
    RETURNING 1`,
    });
    const isStillSo = 't.status_revision = r."statusRevision" AND t.status_confirmed_at <= r."statusConfirmedAt"';
    this.confirmed = new Statement({
      name: `${name}.confirm`,
      target,
      text: `
    UPDATE ${tableOf(entity)} AS t
    SET ${assignments(set, (value, now) => `CASE WHEN ${isStillSo} THEN ${value} ELSE ${now} END`)}
    FROM ${records}
    WHERE ${isRow}
    RETURNING 1`,
    });
  }

  /**
   * The status differs from the known one. Refused (`isOvertaken`) when it has changed since it was read here: the
   * caller then compares its reading with the new row.
   */
  change(known: Row, observed: Row): Write<Row> {
    return write(this.changed, this.rowOf(known, observed), observed);
  }

  /**
   * The status is the known one, newly confirmed. When it has changed meanwhile, or was confirmed later, the row is not
   * changed and still counts as written.
   */
  confirm(known: Row, observed: Row): Write<Row> {
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
