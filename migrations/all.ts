import { Foundation1790000000001 } from './0001-foundation';
import { Consent1790000000002 } from './0002-consent';
import { AuditProofs1790000000003 } from './0003-audit-proofs';
import { CrashSafety1790000000004 } from './0004-crash-safety';
import { Limits1790000000005 } from './0005-limits';
import { InboxAndEvents1790000000006 } from './0006-inbox-and-events';
import { DurableLinks1790000000007 } from './0007-durable-links';
import { ClickPurge1790000000008 } from './0008-click-purge';
import { WatchReference1790000000009 } from './0009-watch-reference';
import { FiltersAndRetention1790000000011 } from './0011-filters-and-retention';
import { BoundedDeliveries1790000000012 } from './0012-bounded-deliveries';
import { LostAnswers1790000000013 } from './0013-lost-answers';
import { DataKeyCheck1790000000014 } from './0014-data-key-check';
import { SealedReferences1790000000015 } from './0015-sealed-references';
import { LogOutside1790000000017 } from './0017-log-outside';
import { VendorsClients1790000000020 } from './0020-vendors-clients';
import { KeptBeginnings1790000000021 } from './0021-kept-beginnings';
import { Appearance1790000000023 } from './0023-appearance';
import { FewerIndexes1790000000025 } from './0025-fewer-indexes';
import { KeyRing1790000000026 } from './0026-key-ring';
import { VendorAccounts1790000000027 } from './0027-vendor-accounts';
import { Operators1790000000028 } from './0028-operators';
import { Subjects1790000000029 } from './0029-subjects';
import { ConsoleSessions1790000000030 } from './0030-console-sessions';
import { Flow1790000000031 } from './0031-flow';
import { Renewals1790000000033 } from './0033-renewals';
import { ErasureRequests1790000000034 } from './0034-erasure-requests';
import { RetiredKeys1790000000035 } from './0035-retired-keys';

/** Forward only, in order. */
export const migrations = [
  Foundation1790000000001,
  Consent1790000000002,
  AuditProofs1790000000003,
  CrashSafety1790000000004,
  Limits1790000000005,
  InboxAndEvents1790000000006,
  DurableLinks1790000000007,
  ClickPurge1790000000008,
  WatchReference1790000000009,
  FiltersAndRetention1790000000011,
  BoundedDeliveries1790000000012,
  LostAnswers1790000000013,
  DataKeyCheck1790000000014,
  SealedReferences1790000000015,
  LogOutside1790000000017,
  VendorsClients1790000000020,
  KeptBeginnings1790000000021,
  Appearance1790000000023,
  FewerIndexes1790000000025,
  KeyRing1790000000026,
  VendorAccounts1790000000027,
  Operators1790000000028,
  Subjects1790000000029,
  ConsoleSessions1790000000030,
  Flow1790000000031,
  Renewals1790000000033,
  ErasureRequests1790000000034,
  RetiredKeys1790000000035,
];
