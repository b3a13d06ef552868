import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { unprivilegedAccount } from '../src/local-postgres/unprivileged-account';
import type { OwnServer } from './own-server';

/** One kind of database failure. `begin` returns the function that ends it. */
export interface Trouble {
  readonly name: string;
  /** Whether reads fail, too. */
  readonly hitsReads: boolean;
  /** Whether a request may still succeed. */
  readonly isPartial?: boolean;
  /** Why it cannot be made here; null when it can. */
  readonly whySkipped?: () => string | null;
  begin(server: OwnServer): Promise<() => Promise<void>>;
}

const REFUSE = `
  CREATE OR REPLACE FUNCTION portico.no_space() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device';
  END $$;
  CREATE TRIGGER no_space BEFORE INSERT ON portico.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION
    portico.no_space();`;

/** A minimal row in a table that every intent needs and that is not partitioned. */
const ROW = `
  INSERT INTO portico.vendor_effects (intent_id, request_id, action, subject, vendor, state, fence)
  VALUES (gen_random_uuid(), gen_random_uuid(), 'filler', '', '', 'DONE', 1)`;

export const TROUBLES: readonly Trouble[] = [
  {
    name: 'stopped',
    hitsReads: true,
    begin: async (server) => {
      await server.stop();
      return () => server.startAgain();
    },
  },
  {
    name: 'frozen',
    hitsReads: true,
    whySkipped: () => (process.platform === 'win32' ? 'this system has no SIGSTOP' : null),
    begin: async (server) => {
      const postmaster = await server.postmasterPid();
      await server.signal('SIGSTOP', postmaster);
      return () => server.signal('SIGCONT', postmaster);
    },
  },
  {
    name: 'black-holed',
    hitsReads: true,
    begin: async ({ proxy }) => {
      proxy.set('silent');
      return async () => proxy.set('open');
    },
  },
  {
    name: 'black-holed for good where it was connected',
    hitsReads: true,
    isPartial: true,
    begin: async ({ proxy }) => {
      proxy.swallow();
      return async () => undefined;
    },
  },
  {
    name: 'out of disk, in its own words',
    hitsReads: false,
    begin: async (server) => {
      await server.query(REFUSE);
      return async () => void (await server.query('DROP TRIGGER no_space ON portico.audit_entries'));
    },
  },
  {
    name: 'out of disk',
    hitsReads: false,
    whySkipped: () => (canMount() ? null : 'a small disk can only be mounted by root'),
    begin: fillDisk,
  },
  {
    name: 'without its standby, whose wait is cancelled',
    hitsReads: false,
    begin: async (server) => {
      await server.query("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
      await server.query('SELECT pg_reload_conf()');
      const cancelling = setInterval(
        () =>
          void server
            .query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            .catch(() => undefined),
        100,
      );
      return async () => {
        clearInterval(cancelling);
        await server.query('ALTER SYSTEM RESET synchronous_standby_names');
        await server.query('SELECT pg_reload_conf()');
        await server.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
      };
    },
  },
];

/** Moves the table of effects to a disk of a few megabytes, which is then filled up. */
async function fillDisk(server: OwnServer): Promise<() => Promise<void>> {
  const disk = smallDisk();
  const end = async (): Promise<void> => {
    for (const text of [
      'DROP TABLE IF EXISTS filler',
      'CHECKPOINT',
      'ALTER TABLE portico.vendor_effects SET TABLESPACE pg_default',
      "DELETE FROM portico.vendor_effects WHERE action = 'filler'",
      'DROP TABLESPACE IF EXISTS small',
    ])
      await server.query(text);
    removeDisk(disk);
  };
  try {
    await server.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await server.query('ALTER TABLE portico.vendor_effects SET TABLESPACE small');
    await server.query('CREATE TABLE filler (bytes bytea STORAGE PLAIN) TABLESPACE small');
    await server.fill("INSERT INTO filler VALUES (decode(repeat('00', 7000), 'hex'))");
    await server.fill(ROW);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

function smallDisk(): string {
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-small-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0)
    throw new Error('the small disk could not be mounted');
  const account = unprivilegedAccount();
  if (account) fs.chownSync(disk, account.uid, account.gid);
  return disk;
}

function removeDisk(disk: string): void {
  const { status, stderr } = spawnSync('umount', [disk], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the small disk is still there: ${stderr}`);
  fs.rmdirSync(disk);
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
  return isMounted;
}
