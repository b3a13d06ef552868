/**
 * MiB of old objects. The gateway keeps some 60; with no more room than this V8 collects the dead ones every few
 * seconds, so that memory stays where it is. By itself it would let hundreds of MiB of them pile up first.
 */
const HEAP = 512;

/** What Node is told when it runs a program of ours. A size of the heap in NODE_OPTIONS stands. */
exports.nodeFlags = ({ NODE_OPTIONS = '' }) =>
  /--max[-_]old[-_]space[-_]size/.test(NODE_OPTIONS) ? [] : [`--max-old-space-size=${HEAP}`];
