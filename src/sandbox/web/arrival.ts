import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Brand, renderPage } from './page-kit';

const PREVIEWERS = /bot\b|facebookexternalhit|whatsapp|skypeuripreview|slack-imgproxy|preview|crawler|spider/i;

/**
 * Browsers and mail programs that only look ahead say so, and programs that draw a preview of a link are known by name.
 * A one-time link is not for them.
 */
export function onlyLooksAhead({ headers }: FastifyRequest): boolean {
  return (
    ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].some((name) =>
      /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
    ) || PREVIEWERS.test(headers['user-agent'] ?? '')
  );
}

/** What they get: nothing happens until somebody continues to the same address. */
export function inertPage(reply: FastifyReply, brand: Brand): FastifyReply {
  return renderPage(
    reply,
    'message',
    { brand, title: 'Ready when you are' },
    {
      tone: 'calm',
      sign: '→',
      text: 'Your link has not been used yet. It opens once, when you continue.',
      link: { href: '', text: 'Continue' },
    },
  );
}

/** An answer to HEAD, which opens nothing either. */
export function inertHead(reply: FastifyReply): FastifyReply {
  return reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).send();
}

/** Whether cookies may do without `Secure`: pages over plain HTTP on this machine. */
export function isPlainLoopback(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return (
    protocol === 'http:' &&
    (hostname === 'localhost' ||
      hostname.endsWith('.localhost') ||
      hostname === '[::1]' ||
      /^127(\.\d+){3}$/.test(hostname))
  );
}
