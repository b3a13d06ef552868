/** Where a PostgreSQL server listens. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
}

/** A checked PostgreSQL URL. */
export interface DatabaseLogin {
  /** In the form that pg accepts: with one server. */
  readonly url: string;
  /** All servers, in the given order, when the URL names several; empty: only the one in `url`. */
  readonly servers: readonly DatabaseServer[];
}

const PATTERN = /^(postgres(?:ql)?:\/\/)(?:([^/?#\s]*)@)?([^/?#@\s]*)(\/[^?#\s]*)?(?:\?([^#\s]*))?$/;
const SERVER = /^(?:\[([\da-fA-F:.]+)\]|([^[\]:]+))(?::(\d{1,5}))?$/;
const DEFAULT_PORT = 5432;

/**
 * Parameters that a URL may have: server, login, encryption (PostgreSQL documentation, 32.1.2). In pg, URL parameters
 * override the program's, so others are refused: `options` and `statement_timeout` would change the session.
 */
const PARAMETERS = new Set([
  'host',
  'port',
  'user',
  'password',
  'application_name',
  'connect_timeout',
  'ssl',
  'sslmode',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslnegotiation',
  'uselibpqcompat',
  'target_session_attrs',
]);

/** What is wrong with the URL, as a rule to be put after the variable's name; null: nothing. Never contains a value. */
export function databaseUrlProblem(text: string): string | null {
  const [whole, , , servers = '', , query = ''] = PATTERN.exec(text) ?? [];
  if (whole === undefined) return 'must be a postgres:// URL (reserved characters in user and password as %XX)';
  const names = servers.split(',');
  if (names.length > 1 && !names.every((name) => serverIn(name)))
    return 'must name its servers as host:port, separated by commas';
  const parameters = new URLSearchParams(query);
  const refused = [...new Set(parameters.keys())].filter((name) => !PARAMETERS.has(name));
  const repeated = [...new Set(parameters.keys())].find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined && refused.length === 0) return `must have the parameter ${repeated} once`;
  if (refused.length > 0)
    return (
      `must not have the parameter ${refused.map((name) => name.replace(/[^\w.-]/g, '?').slice(0, 40)).join(', ')}: ` +
      `allowed are ${[...PARAMETERS].join(', ')}`
    );
  if (parameters.get('host')?.includes(','))
    return 'must name several servers before the database name, as postgres://user@host1:5432,host2:5432/name';
  if (!['read-write', 'primary', null].includes(parameters.get('target_session_attrs')))
    return 'must have read-write or primary as target_session_attrs: Portico writes';
  const url = urlFor(text, names[0]!);
  return URL.canParse(url) || URL.canParse(url.replace('@/', '@localhost/'))
    ? null
    : 'must be a postgres:// URL (reserved characters in user and password as %XX)';
}

/** Parses the URL. Throws an error whose message begins with `variable`. */
export function databaseLogin(text: string, variable: string): DatabaseLogin {
  const problem = databaseUrlProblem(text);
  if (problem !== null) throw new Error(`${variable} ${problem}`);
  const names = PATTERN.exec(text)![3]!.split(',');
  return { url: urlFor(text, names[0]!), servers: names.length > 1 ? names.map((name) => serverIn(name)!) : [] };
}

function serverIn(name: string): DatabaseServer | null {
  const [whole, v6, host, port] = SERVER.exec(name) ?? [];
  return whole === undefined ? null : { host: v6 ?? decodeURIComponent(host!), port: Number(port ?? DEFAULT_PORT) };
}

const urlFor = (text: string, server: string): string =>
  text.replace(PATTERN, (_, protocol: string, user: string | undefined, __, path = '', query?: string) => {
    const login = user === undefined ? '' : `${user}@`;
    return `${protocol}${login}${server}${path as string}${query === undefined ? '' : `?${query}`}`;
  });
