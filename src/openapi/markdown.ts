const CODE = /(```[\s\S]*?```|`[^`]*`)/;
const IN_BRACKETS = /<[a-z][\w ]*>(?:[.:]<[a-z][\w ]*>)*/gi;

/** Descriptions are Markdown, whose readers take `<secret>` for HTML: writes it as code wherever it is not. */
export function writeBracketsAsCode(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  const part = value as Record<string, unknown>;
  if (typeof part.description === 'string')
    part.description = part.description
      .split(CODE)
      .map((text, index) => (index % 2 === 1 ? text : text.replaceAll(IN_BRACKETS, '`$&`')))
      .join('');
  for (const member of Object.values(part)) writeBracketsAsCode(member);
}
