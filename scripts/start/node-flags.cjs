/**
 * MiB of old objects. The gateway keeps some 60; with no more room than this V8 collects the dead ones every few
 * seconds, so that memory stays where it is. By itself it would let hundreds of MiB of them pile up first.
 */
const HEAP = 512;
/**
 * MiB of new objects, from the start. V8 would begin with one, and until that has grown take the objects of requests
 * that are under way for old ones.
 */
const NEW = 16;

const SIZES = { 'max-old-space-size': HEAP, 'min-semi-space-size': NEW, 'max-semi-space-size': NEW };

/** What Node is told when it runs a program of ours. A size in NODE_OPTIONS stands. */
exports.nodeFlags = ({ NODE_OPTIONS = '' }) =>
  Object.entries(SIZES)
    .filter(([name]) => !NODE_OPTIONS.replaceAll('_', '-').includes(`--${name}`))
    .map(([name, size]) => `--${name}=${size}`);

/** glibc's malloc keeps an arena for each thread, although one thread allocates nearly all: 25 MiB of them unused. */
exports.MALLOC = { MALLOC_ARENA_MAX: '1' };
