/** MiB of old objects at most; the gateway keeps some 50. */
const HEAP = 512;
/**
 * How many percent of the old objects that are alive V8 lets be added before it looks through all of them again, 150 ms
 * of CPU. By itself, with a heap of this size, it would take some 40: 2.5 times a second under load, a third of the
 * gateway's CPU. With a larger heap it would take more and more, up to hundreds of MiB.
 */
const GROWTH = 100;
/**
 * MiB of new objects, from the start. V8 would begin with one, and until that has grown take the objects of requests
 * that are under way for old ones.
 */
const NEW = 16;

const FLAGS = {
  'max-old-space-size': HEAP,
  'min-semi-space-size': NEW,
  'max-semi-space-size': NEW,
  'heap-growing-percent': GROWTH,
};

/** What Node is told when it runs a program of ours. The two largest sizes may stand in NODE_OPTIONS instead. */
exports.nodeFlags = ({ NODE_OPTIONS = '' }) =>
  Object.entries(FLAGS)
    .filter(([name]) => !NODE_OPTIONS.replaceAll('_', '-').includes(`--${name}`))
    .map(([name, value]) => `--${name}=${value}`);

/** glibc's malloc keeps an arena for each thread, although one thread allocates nearly all: 25 MiB of them unused. */
exports.MALLOC = { MALLOC_ARENA_MAX: '1' };
