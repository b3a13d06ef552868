import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import fs from 'node:fs';
import path from 'node:path';
import { Environment } from '../../src/config/environment/environment';
import { IN_FILES } from '../../src/config/environment/secret-files';

const DOCUMENT = fs.readFileSync('docs/configuration.md', 'utf8');
/** Names in the first column of the table. */
const documented = DOCUMENT.split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...line.split(' | ')[0]!.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name!));
const known = new Set(
  getMetadataStorage()
    .getTargetValidationMetadatas(Environment, '', false, false)
    .map(({ propertyName }) => propertyName),
);
/** Variables that `npm start` gives to the gateway; an operator does not set them. */
const INTERNAL = ['PORTICO_SANDBOX_URL'];

const textOf = (folder: string): string =>
  (fs.readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => /\.(mjs|cjs|ts)$/.test(file))
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');

describe('the table of variables in docs/configuration.md', () => {
  it('names every variable that the gateway reads', () => {
    expect(documented.length).toBeGreaterThan(40);
    expect([...known].filter((name) => !documented.includes(name) && !INTERNAL.includes(name))).toEqual([]);
  });

  it('names none that no program reads', () => {
    const programs = `${textOf('scripts')}${textOf('src/sandbox')}`;
    expect(documented.filter((name) => !known.has(name) && !new RegExp(`\\b${name}\\b`).test(programs))).toEqual([]);
  });

  it('lists the variables that may be read from files as every program does', () => {
    const section = DOCUMENT.slice(DOCUMENT.indexOf('## Secrets in files')).split('may stand in a file')[0]!;
    expect([...section.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name)).toEqual([...IN_FILES]);
  });
});

describe('docs/vendors.md', () => {
  const named = [...fs.readFileSync('docs/vendors.md', 'utf8').matchAll(/`(test\/[\w./-]+)`: "([^"]+)"/g)].map(
    ([, file, title]) => [file!, title!] as const,
  );

  it('names existing tests', () => {
    expect(named.length).toBeGreaterThan(25);
    for (const [file, title] of named)
      expect({
        file,
        title,
        isThere: fs.existsSync(file) && fs.readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title),
      }).toEqual({ file, title, isThere: true });
  });
});

describe('pages that are generated from the code', () => {
  const { pages } = require(path.resolve('scripts/docs.cjs')) as { pages(): Record<string, string> };

  it.each(Object.entries(pages()))('%s is the output of `npm run docs`', (file, text) => {
    expect(text.length).toBeGreaterThan(1_000);
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('the links of the pages', () => {
  const pages = ['.', 'docs', 'docs/decisions', 'packages/client', 'packages/testing']
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder).map((file) => path.join(folder, file)))
    .filter((file) => file.endsWith('.md'));
  /** The fragment of a heading, as GitHub makes it. */
  const fragments = (page: string): string[] =>
    [...fs.readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    );

  it('lead to files and headings that exist', () => {
    const links = pages.flatMap((page) =>
      [...fs.readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^(?:https?|mailto):/.test(link))
        .map((link) => {
          const [file = '', fragment] = link.split('#');
          return { page, link, target: file === '' ? page : path.join(path.dirname(page), file), fragment };
        }),
    );
    expect(links.length).toBeGreaterThan(60);
    expect(
      links
        .filter(
          ({ target, fragment }) =>
            !fs.existsSync(target) ||
            (fragment !== undefined && target.endsWith('.md') && !fragments(target).includes(fragment)),
        )
        .map(({ page, link }) => `${page}: ${link}`),
    ).toEqual([]);
  });
});
