import fc from 'fast-check';
import { pick } from '../../campaigns/campaign';
import type { ApiDocument, Schema } from './api-document';

/** Values of a schema that are drawn in advance, to choose from. */
const STOCK = 40;

/**
 * Draws values that match a schema. Its example is drawn as often as all other values together, so that requests reach
 * the operations.
 */
export class DrawnValues {
  private readonly stocks = new Map<string, readonly unknown[]>();

  constructor(
    private readonly document: ApiDocument,
    private readonly random: () => number,
  ) {}

  of(schema: Schema): unknown {
    const resolved = this.document.schemaOf(schema);
    if (
      'example' in resolved &&
      resolved.type !== 'object' &&
      this.random() < 0.5 &&
      this.document.fits(resolved, resolved.example)
    )
      return resolved.example;
    return resolved.properties ? this.whole(resolved) : pick(this.stock(resolved), this.random);
  }

  /** An object whose members satisfy the schema's rules between members. */
  private whole(schema: Schema): Record<string, unknown> {
    for (let times = 0; ; times++) {
      const drawn = this.object({
        ...schema,
        required: [...((schema.required ?? []) as string[]), ...this.together(schema)],
      });
      if (times === STOCK || !schema.anyOf || this.document.fits(schema, drawn)) return drawn;
    }
  }

  /** Members of one of the alternative required sets. */
  private together({ anyOf = [] }: Schema): string[] {
    const sets = anyOf as { required?: string[] }[];
    return sets.length === 0 ? [] : (pick(sets, this.random).required ?? []);
  }

  private object({ properties, required = [] }: Schema): Record<string, unknown> {
    const isDrawn = (name: string): boolean => (required as string[]).includes(name) || this.random() < 0.35;
    return Object.fromEntries(
      Object.entries(properties as Record<string, Schema>)
        .filter(([name]) => isDrawn(name))
        .map(([name, schema]) => [name, this.of(this.alone(schema))]),
    );
  }

  /** A reference inside an allOf, which is there to carry a description. */
  private alone(schema: Schema): Schema {
    return Array.isArray(schema.allOf) && schema.allOf.length === 1 ? (schema.allOf[0] as Schema) : schema;
  }

  private stock(schema: Schema): readonly unknown[] {
    const key = JSON.stringify(schema);
    const found =
      this.stocks.get(key) ??
      fc
        .sample(arbitraryOf(schema), { numRuns: STOCK * 3, seed: Math.floor(this.random() * 2 ** 31) })
        .filter((value) => this.document.fits(schema, value))
        .slice(0, STOCK);
    if (found.length === 0) throw new Error(`nothing fits ${key}`);
    this.stocks.set(key, found);
    return found;
  }
}

function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  const {
    type,
    enum: words,
    anyOf,
    oneOf,
    items,
    minimum,
    maximum,
    minLength = 0,
    maxLength = 200,
    minItems = 0,
    maxItems = 5,
    pattern,
    format,
    uniqueItems,
  } = schema as Schema & {
    format?: string;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    minItems?: number;
    maxItems?: number;
    pattern?: string;
  };
  const { anyOf: _, ...plain } = schema;
  const branches = (oneOf ?? anyOf) as Schema[] | undefined;
  if (branches) return fc.oneof(...branches.map((branch) => arbitraryOf(oneOf ? branch : { ...plain, ...branch })));
  if (words) return fc.constantFrom(...(words as unknown[]));
  if (Array.isArray(type)) return fc.oneof(...(type as string[]).map((one) => arbitraryOf({ ...schema, type: one })));
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: minimum ?? 0, max: maximum ?? 1000 });
  if (type === 'array')
    return (uniqueItems ? fc.uniqueArray : fc.array)(arbitraryOf(items as Schema), {
      minLength: minItems,
      maxLength: Math.min(maxItems, 5),
    });
  if (type === 'object') return fc.constant({});
  if (format === 'uuid' && pattern === undefined) return fc.uuid();
  if (pattern === undefined) return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 200) });
  return pattern.startsWith('^')
    ? fc.stringMatching(new RegExp(pattern))
    : fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 200) })
        .filter((text) => new RegExp(pattern).test(text));
}
