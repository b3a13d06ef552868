// The load: keep-alive connections, each with one request under way, for so many seconds. Reads its plan as JSON from
// standard input and prints its result as one line of JSON. Nothing but node:net, so that it costs little.
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { text } from 'node:stream/consumers';

/** In a body: replaced by ten digits that no other request of the benchmark has. */
const UNIQUE = '##########';
const HARD_STOP_MS = 30_000;

const { url, headers, bodies, connections, seconds, most = Infinity } = JSON.parse(await text(process.stdin));
const { hostname, port, host, pathname } = new URL(url);
/** The first digit is 6 to 9, as in mobile numbers; a run begins anywhere, and counts on. */
let unique = 6_000_000_000 + (randomBytes(4).readUInt32BE() % 3_900_000_000);

const requests = bodies.map((body) => {
  const lines = Object.entries({ Host: host, 'Content-Type': 'application/json', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const bytes = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const places = [];
  for (let at = bytes.indexOf(UNIQUE); at >= 0; at = bytes.indexOf(UNIQUE, at + 1)) places.push(at);
  return { bytes, places };
});

let sent = 0;
let refused = 0;
let broken = 0;
let isOver = false;
const statuses = {};
const latencies = [];

function nextRequest() {
  const { bytes, places } = requests[sent % requests.length];
  sent += 1;
  if (places.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  unique += 1;
  for (const at of places) copy.write(String(unique), at, 'latin1');
  return copy;
}

/** How many bytes of `received` are the whole response; 0: more is to come. */
function lengthOf(received) {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const head = received.latin1Slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length === null) throw new Error(`a response without Content-Length: ${head}`);
  const whole = headEnd + 4 + Number(length[1]);
  return received.length >= whole ? whole : 0;
}

function converse() {
  return new Promise((done) => {
    const socket = net.connect(Number(port), hostname);
    let received = null;
    let begun = 0;
    const ask = () => {
      if (isOver || sent >= most) return socket.end();
      begun = performance.now();
      return socket.write(nextRequest());
    };
    socket.setNoDelay(true).once('connect', ask);
    socket.on('data', (chunk) => {
      received = received ? Buffer.concat([received, chunk]) : chunk;
      if (lengthOf(received) === 0) return;
      const status = received.latin1Slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status[0] !== '2') refused += 1;
      if (!isOver) latencies.push(performance.now() - begun);
      received = null;
      ask();
    });
    socket.once('error', () => (broken += 1)).once('close', () => done());
  });
}

const begun = performance.now();
let elapsedMs = 0;
const end = setTimeout(() => {
  isOver = true;
  elapsedMs = performance.now() - begun;
}, seconds * 1000);
const hard = setTimeout(
  () => {
    process.stderr.write(`${sent} requests were sent, and not all are answered: ${JSON.stringify(statuses)}\n`);
    process.exit(1);
  },
  seconds * 1000 + HARD_STOP_MS,
);
await Promise.all(Array.from({ length: connections }, converse));
clearTimeout(end);
clearTimeout(hard);
elapsedMs ||= performance.now() - begun;

const sorted = Float64Array.from(latencies).sort();
const quantile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0);
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({
    answered,
    accepted: answered - refused,
    refused,
    broken,
    statuses,
    rate: (latencies.length / elapsedMs) * 1000,
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpuMs: (user + system) / 1000,
  })}\n`,
);
