/** First pull of one person's territory: what a new seller waits for. Product and ceilings take turns. */
import { runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { repLogin } from './company.ts';
import { requireSame, type ContentSum } from './contentSum.ts';
import { serverSum, type Stage } from './stage.ts';

export interface Territory {
  readonly customers: number;
  /** Records of the territory, customers among them. */
  readonly records: number;
  readonly samples: Samples;
  /** Milliseconds of processor time of the device's process, per round. */
  readonly processorTimes: readonly number[];
}

export async function territory(stage: Stage, rounds: number): Promise<Territory> {
  const login = repLogin(0);
  const [rep] = await stage.database.rows<{ id: string; scope: string }>(
    `SELECT r.id, 'territory/' || (r.body -> 'territoryIds' ->> 0) AS scope FROM records r JOIN accounts a ON a.person_id = r.id WHERE a.login = $1`,
    [login],
  );
  if (!rep) throw new Error('nobody sells here');
  const [count] = await stage.database.rows<{ customers: number; records: number }>(
    `SELECT count(*) FILTER (WHERE collection = 'customers')::int AS customers, count(*)::int AS records
     FROM records WHERE home_scope = $1 AND NOT deleted`,
    [rep.scope],
  );
  // What everybody has (people and territories) comes with it.
  const expected = await serverSum(stage.database, [rep.scope, `person/${rep.id}`, 'company']);
  const plainly = await serverSum(stage.database, [rep.scope]);
  const device = stage.start('device.ts');
  const plain = stage.start('ceilingDevice.ts');
  const processorTimes: number[] = [];
  const ceiling = (manner: 'bare' | 'usable') => async (round: number) => {
    say(`territory, round ${round + 1}: ceiling, ${manner}`);
    const facts = { serverUrl: stage.ceilingUrl, directory: stage.folder, manner, scope: rep.scope };
    const milliseconds = await plain.ask<number>('pull', facts);
    requireSame(`ceiling, ${manner}`, await plain.ask('contentSum', manner), plainly);
    await plain.ask('close');
    return milliseconds;
  };
  const samples = await runRounds(rounds, [
    {
      name: 'Peyvand',
      async run(round) {
        say(`territory, round ${round + 1}: Peyvand`);
        await device.ask('enrol', { serverUrl: stage.productUrl, login, directory: stage.folder });
        const pulled = await device.ask<{ milliseconds: number; processorTime: number }>('sync');
        requireSame('Peyvand', await device.ask<ContentSum>('contentSum'), expected);
        await device.ask('close');
        processorTimes.push(pulled.processorTime);
        return pulled.milliseconds;
      },
    },
    { name: 'ceiling', run: ceiling('bare') },
    { name: 'ceiling, usable', run: ceiling('usable') },
  ]);
  await Promise.all([device.stop(), plain.stop()]);
  return { customers: count?.customers ?? 0, records: count?.records ?? 0, samples, processorTimes };
}
