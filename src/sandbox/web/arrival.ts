import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Brand, renderPage } from './page-kit';

const PREVIEWERS = /bot\b|facebookexternalhit|whatsapp|skypeuripreview|slack-imgproxy|preview|crawler|spider/i;

/**
 * Whether a request is a prefetch or a preview: browsers and mail programs send a header with prefetches, and preview
 * programs are known by name. They must not use up a one-time link.
 */
export function isPrefetch({ headers }: FastifyRequest): boolean {
  return (
    ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].some((name) =>
      /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
    ) || PREVIEWERS.test(headers['user-agent'] ?? '')
  );
}

/** The page for prefetches and previews: nothing happens until a person continues to the same address. */
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

/** An answer to HEAD, which does not use up the link either. */
export function inertHead(reply: FastifyReply): FastifyReply {
  return reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).send();
}

/** Whether cookies may be without `Secure`: pages over plain HTTP on this machine. */
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
