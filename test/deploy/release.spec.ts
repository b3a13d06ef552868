import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Files = Readonly<Record<string, string | Buffer>>;
const from = <T>(file: string): T => require(path.resolve('scripts/release', file)) as T;
const { tarball } = from<{
  tarball(files: Files, how: { mtime: number; isProgram?: (file: string) => boolean }): Buffer;
}>('tarball.cjs');
const { sbom } = from<{ sbom(root: string): string }>('sbom.cjs');
const { isAllowed, licenceProblems, notices } = from<{
  isAllowed(license: string): boolean;
  licenceProblems(root: string): string[];
  notices(root: string): string;
}>('licences.cjs');

describe('the archive of a release', () => {
  const long = `docs/${'a-folder-with-a-long-name/'.repeat(4)}page.md`;
  const files = { 'b/program.mjs': '#!/usr/bin/env node\n', 'a.txt': 'text'.repeat(300), [long]: 'deep' };
  const how = { mtime: 1_700_000_000, isProgram: (file: string) => file.endsWith('.mjs') };

  it('has the same bytes whatever order the files are found in, and others when one byte differs', () => {
    const again = Object.fromEntries(Object.entries(files).toReversed());
    expect(tarball(again, how).equals(tarball(files, how))).toBe(true);
    expect(tarball({ ...files, 'a.txt': 'other' }, how).equals(tarball(files, how))).toBe(false);
  });

  it('is one that tar unpacks, with its modes', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-tar-'));
    fs.writeFileSync(path.join(folder, 'archive.tar.gz'), tarball(files, how));
    expect(spawnSync('tar', ['xzf', 'archive.tar.gz'], { cwd: folder }).status).toBe(0);
    const unpacked = Object.keys(files).map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]);
    const mode = (file: string): string => (fs.statSync(path.join(folder, file)).mode & 0o777).toString(8);
    expect([mode('b/program.mjs'), mode('a.txt')]).toEqual(['755', '644']);
    fs.rmSync(folder, { recursive: true });
    expect(Object.fromEntries(unpacked)).toEqual(files);
  });
});

interface Component {
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly content: string }[];
}
interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

describe('the SBOM', () => {
  const lock = (JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> })
    .packages;
  const document = JSON.parse(sbom('.')) as {
    components: Component[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  const refs = new Set(document.components.map((one) => one['bom-ref']));

  it('has of each package the version and the digest of the lock, and none for development or of a platform', () => {
    expect(refs.size).toBeGreaterThan(100);
    for (const one of document.components) {
      const { version, integrity, dev, optional } = lock[one['bom-ref']]!;
      const digest = one.hashes && `sha512-${Buffer.from(one.hashes[0]!.content, 'hex').toString('base64')}`;
      expect([one['bom-ref'], one.version, digest, dev, optional]).toEqual([
        one['bom-ref'],
        version,
        integrity,
        undefined,
        undefined,
      ]);
    }
  });

  it('has everything that the product needs, and nothing else', () => {
    const names = (ref: string): string[] => {
      const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = lock[ref]!;
      return [
        ...Object.keys(dependencies),
        ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional),
      ];
    };
    const needed = new Map(document.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(needed.get('portico')!.length).toBe(Object.keys(lock['']!.dependencies!).length);
    for (const ref of refs)
      expect([
        ref,
        needed
          .get(ref)!
          .map((target) => target.replace(/^(.*node_modules|packages)\//, '').replace(/^client$/, '@portico/client'))
          .toSorted(),
      ]).toEqual([ref, names(ref).toSorted()]);
    const reached = new Set(needed.get('portico'));
    for (const ref of reached) for (const target of needed.get(ref)!) reached.add(target);
    expect([...refs].toSorted()).toEqual([...reached].toSorted());
  });

  it('is the same for the same lock', () => expect(sbom('.')).toBe(sbom('.')));
});

describe('the licences', () => {
  it('of what runs in production ask for no more than that their notice is kept', () => {
    expect(licenceProblems('.')).toEqual([]);
  });

  it('are judged as expressions', () => {
    expect(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'].map(isAllowed)).toEqual([true, true, true]);
    expect(['GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'SEE LICENSE IN LICENSE'].map(isAllowed)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('have their texts in the notices', () => {
    const text = notices('.');
    for (const words of ['Permission is hereby granted', 'Apache License', 'pg 8.']) expect(text).toContain(words);
  });
});
