/** Media type of notes and proofs. */
export const TEXT = 'text/plain; charset=utf-8';

/** A log of two entries, signed with the key of the example in docs/audit.md. */
export const CHECKPOINT_EXAMPLE = [
  'portico.example/audit',
  '2',
  'QTGquWObnPcOkHC3ENDvQUV2QQ+onsZJx02eOa0kIVU=',
  '',
  '— portico.example/audit ' +
    'Rjdb3O5vVfvWLW1q0hn8u9rHa2hHZ2qc4gwNugPzBftL2DVsS52dC75uSyNwZ4RuYnME8RK2IpOXr6WNstRC4EiU2w4=',
  '',
].join('\n');

/** The receipt of the second entry. */
export const RECEIPT_EXAMPLE = [
  'c2sp.org/tlog-proof@v1',
  'extra ' +
    'cG9ydGljby5hdWRpdC92MQp7ImFjdGlvbiI6Im9uYm9hcmRpbmcuZ3JhbnQuY3JlYXRlIiwiYWN0b3IiOiJjb25zdW1lciIsImNvbnN1bWVyIjoibGVuZGluZy1hcHAiLCJkZXRhaWwiOnsibG9jYWxlIjoiZW4tVVMifSwiZW50cnlfaWQiOiIwMTlhYmY2ZS0yMWM0LTdhMzUtOWIxZS0zYzBmNmYwZjJhMTEiLCJpbnRlbnRfaWQiOiIwMTlhYmY2ZS0yMWM0LTdhMzUtOWIxZS0zYzBmNmYwZjJhMTAiLCJvY2N1cnJlZF9hdCI6IjIwMjYtMDEtMTVUMDk6MzA6MDAuNTEyWiIsInBoYXNlIjoiT1VUQ09NRSIsInJlcXVlc3RfaWQiOiIwMTlhYmY2ZS0yMWM0LTdhMzUtOWIxZS0zYzBmNmYwZjJhMTIiLCJyZXN1bHQiOiJTVUNDRUVERUQiLCJzdWJqZWN0IjoiMDE5YWJmNmUtMjFjNC03YTM1LTliMWUtM2MwZjZmMGYyYTEzIiwidmVuZG9yIjoib25lLW1vbmV5IiwidmVuZG9yX3JlcXVlc3RfaWQiOiJyZXFfN1FtMiJ9',
  'index 1',
  'Jhmz5m1ka5kQ+/pjNSHHz2F1Wvo2hEEdsQ7MD3bJ2Jo=',
  '',
  CHECKPOINT_EXAMPLE,
].join('\n');

/** The consistency proof from one entry to two. */
export const CONSISTENCY_EXAMPLE = [
  'old 1',
  'GBGZZfwDTdCSNNUGhDY8xU0DMz1TA4HIOgSujqhf+s0=',
  '',
  CHECKPOINT_EXAMPLE,
].join('\n');
