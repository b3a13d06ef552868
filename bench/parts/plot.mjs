import { TITLES } from './targets.mjs';

const [WIDTH, BAR, GAP, LABEL, RIGHT] = [860, 22, 8, 330, 170];
const COLOURS = {
  portico: '#1d4ed8',
  consents: '#3b82f6',
  a: '#9ca3af',
  aBatch: '#6b7280',
  limit: '#4b5563',
  d: '#d1d5db',
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Bars of the requests a second of each target, one group for each Node and number of connections; an SVG document. */
export function plotOf({ summary }) {
  const groups = [...new Set(summary.map(({ node, connections }) => `${node} ${connections}`))];
  const parts = [];
  let y = 16;
  for (const group of groups) {
    const [node, connections] = group.split(' ');
    const lines = summary
      .filter((line) => line.node === node && line.connections === Number(connections) && line.rate !== null)
      .toSorted((one, other) => other.rate - one.rate);
    const most = Math.max(...lines.map(({ rate }) => rate));
    parts.push(
      `<text x="0" y="${(y += 14)}" font-weight="bold">Requests a second, ${connections} ` +
        `connection${connections === '1' ? '' : 's'}, Node ${node.slice(1)}</text>`,
    );
    y += GAP;
    for (const { target, rate, p50, p99 } of lines) {
      const width = Math.max(1, Math.round(((WIDTH - LABEL - RIGHT) * rate) / most));
      const text = `${Math.round(rate).toLocaleString('en-US')} · p50 ${p50} · p99 ${p99} ms`;
      parts.push(
        `<text x="${LABEL - 8}" y="${y + 15}" text-anchor="end">${escaped(TITLES[target] ?? target)}</text>`,
        `<rect x="${LABEL}" y="${y}" width="${width}" height="${BAR}" fill="${COLOURS[target] ?? '#60a5fa'}"/>`,
        `<text x="${LABEL + width + 6}" y="${y + 15}" font-size="11">${text}</text>`,
      );
      y += BAR + GAP;
    }
    y += 2 * GAP;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" ` +
    'font-family="system-ui, sans-serif" font-size="12" fill="#374151">\n' +
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}
