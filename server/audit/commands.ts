/** `audit verify` as an operator sees it. */
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { verifyAudit, type AuditVerdict } from './verifyAudit.ts';
import { verifyDeviceChains, type DeviceChainVerdict } from './verifyDeviceChains.ts';

interface AuditCommandContext {
  readonly databaseUrl: string;
  readonly say: (line: string) => void;
}

const FAULTS: Readonly<Record<NonNullable<DeviceChainVerdict['broken'] | AuditVerdict['broken']>['fault'], string>> = {
  missing: 'an entry is missing',
  unlinked: 'it does not follow the one before it',
  altered: 'it was altered after it was written',
  cut: 'the end of the log was cut off',
  forked: 'two entries have its number, as of a disk that was copied or put back',
  unsigned: 'the key of the device did not sign it',
};

/** @returns whether the server's log and every device's hold. */
export async function sayAudit({ databaseUrl, say }: AuditCommandContext): Promise<boolean> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    await migrate(database);
    const { entries, end, broken } = await verifyAudit(database);
    if (broken) say(`BROKEN at entry ${broken.seq}: ${FAULTS[broken.fault]}. The ${entries} entries before it hold.`);
    else say(`The audit log holds: ${entries} entries, none altered and none missing.`);
    if (end.seq > 0)
      say(
        `Entry ${end.seq} has the hash ${end.hash}. Kept elsewhere, it shows later whether anything up to it was rewritten.`,
      );
    const chains = await verifyDeviceChains(database);
    const faulty = chains.flatMap(({ device, broken: fault }) => (fault ? [{ device, ...fault }] : []));
    for (const { device, seq, fault } of faulty)
      say(`The log of device ${device} does not hold from entry ${seq}: ${FAULTS[fault]}.`);
    say(`Devices that handed in a log of their own: ${chains.length}, of which ${chains.length - faulty.length} hold.`);
    return broken === null && faulty.length === 0;
  } finally {
    await database.close();
  }
}
