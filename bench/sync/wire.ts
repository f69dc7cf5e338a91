/** Bytes on the wire for what people change: headers, framing and compression as they are, TLS and TCP's own not. Nothing is timed. */
import { say } from '../shared/temporaryFolder.ts';
import { ADMINISTRATOR } from './company.ts';
import { openCountingLine, type Bytes } from './countingLine.ts';
import { requireNotes, type Stage } from './stage.ts';

export interface WireCost {
  readonly who: string;
  /** How many edits were sent at once. */
  readonly edits: number;
  /** Of every round, for all edits together. */
  readonly rounds: readonly Bytes[];
}

/** @returns For each contestant, what one edit by itself costs and what many at once do, and what a round costs in which nothing changed. */
export async function wireCosts(stage: Stage, manyEdits: number, rounds: number): Promise<WireCost[]> {
  const customers = await stage.database.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'customers' ORDER BY md5(id::text) DESC",
  );
  const idsOf = (count: number, round: number): string[] =>
    Array.from({ length: count }, (_, index) => customers[(round * count + index) % customers.length]?.id ?? '');
  const own = await ownCosts(stage, [0, 1, manyEdits], rounds, idsOf);
  const ceiling = await ceilingCosts(stage, [1, manyEdits], rounds, idsOf);
  return [...own, ...ceiling];
}

type IdsOf = (count: number, round: number) => string[];

/** The whole round: handshake, push, and the pull that brings the edits back. */
async function ownCosts(stage: Stage, counts: readonly number[], rounds: number, idsOf: IdsOf): Promise<WireCost[]> {
  const line = await openCountingLine(stage.productUrl);
  const device = stage.start('device.ts');
  await device.ask('enrol', { serverUrl: line.url, login: ADMINISTRATOR, directory: stage.folder });
  await device.ask('sync');
  const costs: WireCost[] = [];
  for (const count of counts) {
    say(`bytes on the wire: Peyvand, ${count}`);
    const taken: Bytes[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const note = `wire ${count}.${round}`;
      await device.ask('edit', { ids: idsOf(count, round), note });
      line.take();
      await device.ask(count === 0 ? 'sync' : 'push');
      taken.push(line.take());
      await requireNotes(stage.database, 'records', note, count);
    }
    costs.push({ who: 'Peyvand', edits: count, rounds: taken });
  }
  await device.stop();
  await line.close();
  return costs;
}

/** One request with the edits and its answer. It pulls nothing after it. */
async function ceilingCosts(
  stage: Stage,
  counts: readonly number[],
  rounds: number,
  idsOf: IdsOf,
): Promise<WireCost[]> {
  const line = await openCountingLine(stage.ceilingUrl);
  const device = stage.start('ceilingDevice.ts');
  await device.ask('pull', { serverUrl: line.url, directory: stage.folder, manner: 'bare' });
  const costs: WireCost[] = [];
  for (const count of counts) {
    say(`bytes on the wire: ceiling, ${count}`);
    const taken: Bytes[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const note = `wire ${count}.${round}`;
      await device.ask('edit', { ids: idsOf(count, round), note });
      line.take();
      await device.ask('push');
      taken.push(line.take());
      await requireNotes(stage.database, 'plain.records', note, count);
    }
    costs.push({ who: 'ceiling', edits: count, rounds: taken });
  }
  await device.stop();
  await line.close();
  return costs;
}
