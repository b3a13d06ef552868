import { type FindOptionsOrder, type FindOptionsWhere, IsNull, LessThan, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import type { EntityClass } from '../../database/statements/columns';
import { insertOf } from '../../database/statements/insert-of';
import { onceOf } from '../../database/statements/once-of';
import { type Statement, write, type Write } from '../../database/write';
import type { VendorLink } from './vendor-link';

interface LinkStatements<Link> {
  readonly add: Statement<Link & object>;
  readonly end: Statement<Partial<Link>>;
  readonly judge: Statement<Partial<Link>>;
}

/** The statements of an entity with the columns of VendorLink; `name` is how their names begin. */
export const linkStatements = <Link extends VendorLink>(
  entity: EntityClass<Link>,
  name: string,
): LinkStatements<Link> => ({
  add: insertOf(entity, `${name}.add`),
  end: onceOf(entity, `${name}.return`, 'returnedAt'),
  judge: onceOf(entity, `${name}.judge`, 'stallJudgedAt'),
});

/** The one-time links of one vendor: each is returned from once, and judged once. */
export abstract class VendorLinks<Link extends VendorLink> {
  constructor(
    protected readonly links: Repository<Link>,
    private readonly statements: LinkStatements<Link>,
  ) {}

  add(link: Link): Write<Link> {
    return write(this.statements.add, link, link);
  }

  async findByReturnState(returnStateHash: Buffer): Promise<Link | null> {
    return reading(() => this.links.findOneBy({ returnStateHash } as FindOptionsWhere<Link>));
  }

  /** Makes a return single-use: refused (`isUsed`) when the browser came back before. */
  markReturned(link: Link): Write<Link> {
    return write(this.statements.end, link, link);
  }

  /** Whether the error is that the browser came back before. */
  isUsed(error: unknown): boolean {
    return this.statements.end.refused(error);
  }

  /** Refused when it was judged before. */
  judge(link: Link): Write<void> {
    return write(this.statements.judge, link, undefined);
  }

  /** Links whose `time` lies before, without a return through Portico, that have not been judged yet; oldest first. */
  protected async overdueBy(time: keyof Link, before: Date, most: number): Promise<Link[]> {
    const where = { returnMode: 'managed', returnedAt: IsNull(), stallJudgedAt: IsNull(), [time]: LessThan(before) };
    return reading(() =>
      this.links.find({
        where: where as FindOptionsWhere<Link>,
        order: { [time]: 'ASC' } as FindOptionsOrder<Link>,
        take: most,
      }),
    );
  }
}
