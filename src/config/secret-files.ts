import fs from 'node:fs';

/** Variables whose value may stand in a file instead, which `<name>_FILE` names. */
const IN_FILES = ['DATABASE_URL', 'PORTICO_DATA_KEY', 'AUDIT_SIGNING_KEY', 'ONE_MONEY_ACCESS_KEY', 'ONE_MONEY_SECRET_KEY', 'FINPRO_CLIENT_ID', 'FINPRO_CLIENT_SECRET'] as const;
/** Those of them that may change while the gateway runs. */
const WATCHED = /^(?:ONE_MONEY|FINPRO)_/;

type Variables = Readonly<Record<string, string | undefined>>;

const fileOf = (variables: Variables, name: string): string | undefined => variables[`${name}_FILE`] || undefined;

/** The values that stand in files, and what is wrong with them. Blanks and line ends around a value do not count. */
export function readSecretFiles(variables: Variables): { values: Record<string, string>; problems: string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of IN_FILES) {
    const file = fileOf(variables, name);
    if (file === undefined) continue;
    if (variables[name]) problems.push(`${name} and ${name}_FILE exclude each other`);
    try {
      values[name] = fs.readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE must name a file that can be read`);
    }
  }
  return { values, problems };
}

/** The files whose change means new credentials at a vendor. */
export function vendorSecretFiles(variables: Variables): string[] {
  return IN_FILES.filter((name) => WATCHED.test(name)).flatMap((name) => fileOf(variables, name) ?? []);
}
