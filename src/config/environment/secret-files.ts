import fs from 'node:fs';

/** Variables whose value may be in a file instead; `<name>_FILE` is the path. */
export const IN_FILES = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'SEQUENCER_DATABASE_URL',
  'AUDIT_DATABASE_URL',
  'PORTICO_DATA_KEY',
  'PORTICO_DATA_KEYS',
  'DOCS_PASSWORD',
  'AUDIT_SIGNING_KEY',
  'AUDIT_SIGNING_KEYS',
  'RETURN_SIGNING_KEY',
  'ONE_MONEY_ACCESS_KEY',
  'ONE_MONEY_SECRET_KEY',
  'FINPRO_CLIENT_ID',
  'FINPRO_CLIENT_SECRET',
  'ONE_MONEY_WEBHOOK_SECRETS',
  'FINPRO_WEBHOOK_SECRETS',
] as const;
/** Those of them that may change while the gateway runs. */
const READ_ANEW = /^(?:(?:ONE_MONEY|FINPRO)_(?!WEBHOOK)|PORTICO_DATA_KEYS?$)/;
/** Those of them that each account at a vendor has; the account is a suffix: `ONE_MONEY_SECRET_KEY__ACME_FILE`. */
const OF_ACCOUNT = /^((?:ONE_MONEY|FINPRO)_[A-Z_]*?)__[A-Z0-9_]+$/;

type Variables = Readonly<Record<string, string | undefined>>;

const isInFile = (name: string): boolean =>
  IN_FILES.some((one) => one === name) || IN_FILES.some((one) => one === OF_ACCOUNT.exec(name)?.[1]);

/** The names of all variables whose value is in a file. */
const namesInFiles = (variables: Variables): string[] =>
  Object.keys(variables).flatMap((name) => {
    const value = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : '';
    return variables[name] && isInFile(value) ? [value] : [];
  });

const fileOf = (variables: Variables, name: string): string | undefined => variables[`${name}_FILE`] || undefined;

/** The values in files, and what is wrong with them. White space around a value is ignored. */
export function readSecretFiles(variables: Variables): { values: Record<string, string>; problems: string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of namesInFiles(variables)) {
    const file = fileOf(variables, name)!;
    if (variables[name]) problems.push(`${name} and ${name}_FILE exclude each other`);
    try {
      values[name] = fs.readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE must name a file that can be read`);
    }
  }
  return { values, problems };
}

/** The environment with the values from files, without the variables that name the files. Throws one error. */
export function withSecretFiles(variables: Variables): Record<string, string | undefined> {
  const { values, problems } = readSecretFiles(variables);
  if (problems.length > 0) throw new Error(`${problems.join('; ')}.`);
  return Object.fromEntries(
    Object.entries({ ...variables, ...values }).filter(
      ([name]) => !name.endsWith('_FILE') || !isInFile(name.slice(0, -'_FILE'.length)),
    ),
  );
}

/** The files whose change means new credentials at a vendor, or other data keys. */
export function changingSecretFiles(variables: Variables): string[] {
  return namesInFiles(variables).flatMap((name) => (READ_ANEW.test(name) ? fileOf(variables, name)! : []));
}
