/** The calls about the audit log: every device hands in its own, few people read the whole. */
import { createError } from '../../shared/base/errors.ts';
import type { AuditVerdictView } from '../../shared/contract/administration.ts';
import { requireMember } from '../administration/asking.ts';
import { readNames } from '../administration/names.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Database } from '../store/database.ts';
import { listAudit } from './listAudit.ts';
import { receiveDeviceAudit } from './receiveDeviceAudit.ts';
import { verifyAudit, type AuditVerdict } from './verifyAudit.ts';
import { verifyDeviceChains, type DeviceChainVerdict } from './verifyDeviceChains.ts';

type AuditAnswers = Pick<DeviceAnswers, 'deliverAudit' | 'auditLog' | 'verifyAuditLog'>;

export function createAuditAnswers(context: DeviceCallContext): AuditAnswers {
  const { database } = context;
  /** It reads for minutes where there is much: whoever asks meanwhile hears what comes of the one that runs. */
  let verifying: Promise<Verdicts> | null = null;
  const verifyAll = (): Promise<Verdicts> =>
    (verifying ??= verify(database).finally(() => {
      verifying = null;
    }));
  return {
    // Also of somebody who left: what their device has to tell is worth the more.
    deliverAudit: (device, input) => receiveDeviceAudit(context, device, input),
    async auditLog(device, input) {
      const { organisation, member } = await requireMember(context, device, 'audit.read');
      if (input.from !== null && input.until !== null && input.from > input.until)
        throw createError('invalid_input', { reason: 'period' });
      return listAudit(database, organisation, member, input);
    },
    async verifyAuditLog(device): Promise<AuditVerdictView> {
      const { organisation } = await requireMember(context, device, 'audit.read');
      const { verdict, chains } = await verifyAll();
      const broken = chains.filter((chain) => chain.broken !== null);
      const rows = await database.rows<{ id: string; name: string; code: string; person_id: string }>(
        'SELECT id, name, code, person_id FROM devices WHERE id = ANY($1::uuid[])',
        [broken.map((chain) => chain.device)],
      );
      const rowsById = new Map(rows.map((row) => [row.id, row]));
      const names = await readNames(
        database,
        organisation,
        rows.map(({ person_id }) => person_id),
      );
      return {
        ...verdict,
        end: { ...verdict.end },
        deviceChains: chains.length,
        brokenDevices: broken.map((chain) => {
          const row = rowsById.get(chain.device);
          return {
            ...chain,
            name: row?.name ?? '',
            code: row?.code ?? '',
            person: { id: row?.person_id ?? chain.device, name: row ? names.of(row.person_id) : '' },
          };
        }),
      };
    },
  };
}

interface Verdicts {
  readonly verdict: AuditVerdict;
  readonly chains: readonly DeviceChainVerdict[];
}

const verify = async (database: Database): Promise<Verdicts> => ({
  verdict: await verifyAudit(database),
  chains: await verifyDeviceChains(database),
});
