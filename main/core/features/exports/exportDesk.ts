/**
 * Whether something may be exported now, and under which mark: by the server's word where there is a line, else out of the rows that it leased to this device
 * ahead. What is taken is written down before the first row is read, so that neither a cut nor a second window gives the same rows twice.
 */
import { z } from 'zod';
import { instantFromMilliseconds, isoDateFromInstant, type Clock } from '../../../../shared/base/clock.ts';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../../../shared/contract/server.ts';
import type { ExportAllowance, ExportStanding, UsedExport } from '../../../../shared/contract/exports.ts';
import { exportGrantOf, type ExportGrant } from '../../../../shared/domain/exports/exportGrant.ts';
import type { RecordStore } from '../../store/types.ts';

export interface ExportDesk {
  standing(): ExportStanding;
  /** @throws PeyvandError `permission_denied`, `export_refused`. */
  grant(): ExportGrant;
  /** Takes rows for one export. @throws PeyvandError `permission_denied`, `export_refused`, and what the server says. */
  begin(wanted: WantedExport): Promise<{ readonly mark: string; readonly offline: boolean }>;
  /** After a contact: tells what was written without a line, and has rows leased for the next days without one. */
  settle(): Promise<void>;
  onMoved(listener: () => void): () => void;
}

export type WantedExport = DeviceCallInputs['allowExport'];

export interface ExportDeskOptions {
  readonly store: Pick<RecordStore, 'identity' | 'read' | 'getLocal' | 'listLocal' | 'putLocal' | 'onChange'>;
  readonly ask: <Name extends DeviceCallName>(
    name: Name,
    input: DeviceCallInputs[Name],
  ) => Promise<DeviceCallReplies[Name]>;
  readonly clock: Clock;
  readonly timeZone: () => string;
  readonly person: () => { readonly id: RecordId };
}

const AREA = 'exports';
const USED_AREA = 'exports.used';
const LEASE = 'lease';
const DAY = 86_400_000;
const TOLD_AT_ONCE = 500;

/** Of one identity: a copied disk that became another device has none. */
const leaseSchema = z.object({
  device: z.string(),
  id: z.string(),
  rows: z.number(),
  spent: z.number(),
  until: z.string(),
  mark: z.string(),
});
type Lease = z.infer<typeof leaseSchema>;

interface KeptExport {
  readonly told: boolean;
  readonly entry: UsedExport;
}

export function createExportDesk({ store, ask, clock, timeZone, person }: ExportDeskOptions): ExportDesk {
  const moved = createEmitter<void>();

  function readGrant(): ExportGrant | null {
    const record = store.read.record({ collection: 'organisation', id: person().id });
    const today = isoDateFromInstant(instantFromMilliseconds(clock.now()), timeZone());
    return exportGrantOf(record && !record.deleted ? record.body : null, today);
  }

  function readLease(): Lease | null {
    const lease = leaseSchema.safeParse(store.getLocal(AREA, LEASE)).data;
    const isGood = lease?.device === store.identity.device && lease.until > instantFromMilliseconds(clock.now());
    return lease && isGood ? lease : null;
  }

  const used = (): { key: string; value: KeptExport }[] =>
    store.listLocal(USED_AREA).map(({ key, value }) => ({ key, value: value as KeptExport }));

  function requireGrant(): ExportGrant {
    const grant = readGrant();
    if (grant === null) throw createError('permission_denied', { permission: 'export' });
    return grant;
  }

  /** Written down in one go, before anything is exported. */
  function takeOffline(grant: ExportGrant, wanted: WantedExport): { mark: string; offline: true } {
    const lease = readLease();
    const rowsOfDay = used()
      .filter(({ value }) => value.entry.at > instantFromMilliseconds(clock.now() - DAY))
      .reduce((sum, { value }) => sum + value.entry.rows, 0);
    const left = Math.min(lease ? lease.rows - lease.spent : 0, grant.rowsPerDay - rowsOfDay);
    if (!lease || wanted.rows > left)
      throw createError('export_refused', { reason: 'offline', rows: wanted.rows, most: Math.max(0, left) });
    store.putLocal(AREA, LEASE, { ...lease, spent: lease.spent + wanted.rows });
    const entry: UsedExport = { ...wanted, allowance: lease.id, at: instantFromMilliseconds(clock.now()) };
    store.putLocal(USED_AREA, wanted.export, { told: false, entry } satisfies KeptExport);
    moved.emit();
    return { mark: lease.mark, offline: true };
  }

  function keepLease(allowance: ExportAllowance | null): void {
    const known = readLease();
    if (allowance === null) {
      if (!known) store.putLocal(AREA, LEASE, null);
      return;
    }
    const spent = known?.id === allowance.id ? known.spent : 0;
    store.putLocal(AREA, LEASE, { device: store.identity.device, ...allowance, spent });
  }

  return {
    standing() {
      const grant = readGrant();
      const lease = grant === null ? null : readLease();
      return { grant, offline: lease && { rows: lease.rows - lease.spent, until: lease.until } };
    },
    grant: requireGrant,
    async begin(wanted) {
      const grant = requireGrant();
      if (wanted.rows > grant.rowsPerExport)
        throw createError('export_refused', { reason: 'per_export', rows: wanted.rows, most: grant.rowsPerExport });
      try {
        const { mark } = await ask('allowExport', wanted);
        return { mark, offline: false };
      } catch (error) {
        if (!isPeyvandError(error) || error.code !== 'server_unreachable') throw error;
        return takeOffline(grant, wanted);
      }
    },
    async settle() {
      const grant = readGrant();
      // Those of the last day are kept a while: they count in its ceiling when there is no line.
      const yesterday = instantFromMilliseconds(clock.now() - DAY);
      for (const { key, value } of used())
        if (value.told && value.entry.at <= yesterday) store.putLocal(USED_AREA, key, null);
      const telling = used()
        .filter(({ value }) => !value.told)
        .slice(0, TOLD_AT_ONCE);
      const wanted = grant !== null && grant.rowsOffline > 0 && readLease() === null;
      if (telling.length === 0 && !wanted) return;
      const { allowance } = await ask('leaseExports', { used: telling.map(({ value }) => value.entry), wanted });
      if (wanted) keepLease(allowance);
      for (const { key, value } of telling) store.putLocal(USED_AREA, key, { ...value, told: true });
      moved.emit();
    },
    onMoved(listener) {
      const stops = [
        moved.subscribe(listener),
        store.onChange(({ collections }) => collections.has('organisation') && listener()),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
