import type { FastifyRequest } from 'fastify';

export interface PostedFile {
  /** The name of the form field. */
  readonly field: string;
  readonly name: string;
  readonly declaredType: string;
  /** Empty when the file was too large. */
  readonly content: Buffer;
  readonly isTooLarge: boolean;
}

/** What a browser posted. */
export class PostedForm {
  constructor(
    private readonly fields: ReadonlyMap<string, readonly string[]>,
    readonly files: readonly PostedFile[],
  ) {}

  /** The first value, without control characters, which no keyboard produces; empty when there is none. */
  text(name: string): string {
    return clean(this.fields.get(name)?.[0] ?? '');
  }

  all(name: string): readonly string[] {
    return (this.fields.get(name) ?? []).map(clean);
  }
}

/** Line ends as LF; no other control characters and no lone surrogates, which JSON in the database cannot store. */
const clean = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .toWellFormed()
    .trim();

/**
 * Reads multipart/form-data or application/x-www-form-urlencoded; anything else is an empty form. Throws 413 beyond the
 * limits of the server.
 */
export async function readForm(request: FastifyRequest): Promise<PostedForm> {
  const fields = new Map<string, string[]>();
  const files: PostedFile[] = [];
  const add = (name: string, value: string): void => void fields.set(name, [...(fields.get(name) ?? []), value]);
  if (request.isMultipart()) {
    for await (const part of request.parts()) {
      if (part.type === 'field') add(part.fieldname, String(part.value));
      else files.push(await received(part));
    }
  } else if (Buffer.isBuffer(request.body) && /urlencoded/i.test(request.headers['content-type'] ?? '')) {
    for (const [name, value] of new URLSearchParams(request.body.toString())) add(name, value);
  }
  return new PostedForm(
    fields,
    files.filter(({ name, content, isTooLarge }) => name !== '' || content.length > 0 || isTooLarge),
  );
}

async function received(part: {
  fieldname: string;
  filename: string;
  mimetype: string;
  file: NodeJS.ReadableStream & { truncated: boolean };
}): Promise<PostedFile> {
  const chunks: Buffer[] = [];
  for await (const chunk of part.file) chunks.push(chunk as Buffer);
  const isTooLarge = part.file.truncated;
  return {
    field: part.fieldname,
    name: clean(part.filename ?? '').slice(0, 200),
    declaredType: part.mimetype,
    content: isTooLarge ? Buffer.alloc(0) : Buffer.concat(chunks),
    isTooLarge,
  };
}
