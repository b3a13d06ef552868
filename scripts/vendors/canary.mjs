// A call at each vendor that reads, has no effect, and is refused without the right credentials.
const READS = {
  'one-money': { method: 'GET', path: '/echo' },
  finpro: { method: 'GET', path: '/list/fips' },
};

/** Milliseconds that a vendor may take to answer. */
const PATIENCE_MS = 5_000;

const reasonOf = (error) => error?.reason ?? error?.cause?.code ?? error?.code ?? error?.message;

/**
 * Signs the call with the connection's credentials, and sends it. Resolves to the answer, its URL, and the times in
 * milliseconds at which it was asked and how long that took. Rejects when the vendor cannot be reached.
 */
export async function canary(vendor, { baseUrl, sign }) {
  const { method, path } = READS[vendor];
  const url = new URL(`${baseUrl}${path}`);
  const headers = sign({ method, path: url.pathname, body: Buffer.alloc(0) }, new Date());
  const asked = Date.now();
  const answer = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error) => {
    throw new Error(`${url.origin} cannot be reached: ${reasonOf(error)}`);
  });
  return { answer, url, call: `${method} ${path}`, asked, ms: Date.now() - asked };
}

/** Whether the answer says that the credentials are not those of a client. */
export const refuses = ({ status }) => status === 401 || status === 403;
