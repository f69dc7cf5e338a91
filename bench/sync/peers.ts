/**
 * Peers: sync engines of others, with the same records, in the same run. They are asked by themselves, not in turns with the product. Both
 * keep everything in memory and encrypt nothing, on either end, and check no rights.
 */
import { runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { requireSame } from './contentSum.ts';
import { openCountingLine, type Bytes } from './countingLine.ts';
import { serverSum, type Stage } from './stage.ts';
import type { WireCost } from './wire.ts';

export interface PeerDocument {
  readonly id: string;
  readonly collection: string;
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PeerAnswers {
  readonly pull: Samples;
  readonly push: Samples;
  readonly wire: readonly WireCost[];
}

interface Peer {
  readonly name: string;
  /** A program with the commands `start` (documents, gives an address) and `countWithNote`. */
  readonly server: string;
  /** A program with the commands `pull` (an address), `push` (address, ids, note) and `contentSum`. */
  readonly device: string;
}

export const pouch = (stage: Stage, edits: number, rounds: number): Promise<PeerAnswers> =>
  askPeer(stage, edits, rounds, { name: 'PouchDB', server: 'pouchServer.ts', device: 'pouchDevice.ts' });

export const triplit = (stage: Stage, edits: number, rounds: number): Promise<PeerAnswers> =>
  askPeer(stage, edits, rounds, { name: 'Triplit', server: 'triplitServer.ts', device: 'triplitDevice.ts' });

/** First pull and push of the same records, then bytes on the wire. */
async function askPeer(stage: Stage, edits: number, rounds: number, peer: Peer): Promise<PeerAnswers> {
  const { name } = peer;
  const server = stage.start(peer.server);
  const device = stage.start(peer.device);
  const records = await stage.database.rows<PeerDocument>(
    `SELECT id, collection, kind, version, home_scope AS "homeScope", created_by AS "createdBy", created_at AS "createdAt",
       updated_by AS "updatedBy", updated_at AS "updatedAt", body FROM records WHERE NOT deleted`,
  );
  const url = await server.ask<string>('start', records);
  const expected = await serverSum(stage.database);
  const pull = await runRounds(rounds, [
    {
      name,
      async run(round) {
        say(`${name}, first pull, round ${round + 1}`);
        const milliseconds = await device.ask<number>('pull', url);
        requireSame(name, await device.ask('contentSum'), expected);
        return milliseconds;
      },
    },
  ]);
  const customers = records.filter(({ collection }) => collection === 'customers').map(({ id }) => id);
  const pushNotes = async (address: string, count: number, note: string): Promise<number> => {
    const ids = customers.slice(0, count);
    const milliseconds = await device.ask<number>('push', { url: address, ids, note });
    const arrived = await server.ask<number>('countWithNote', note);
    if (arrived !== ids.length) throw new Error(`${name}: ${arrived} edits of ${ids.length} arrived`);
    return milliseconds;
  };
  const push = await runRounds(rounds, [
    {
      name,
      run(round) {
        say(`${name}, push, round ${round + 1}`);
        return pushNotes(url, edits, `peer ${round}`);
      },
    },
  ]);
  const line = await openCountingLine(url);
  await device.ask('pull', line.url);
  const wire: WireCost[] = [];
  for (const count of [1, edits]) {
    say(`bytes on the wire: ${name}, ${count}`);
    const taken: Bytes[] = [];
    for (let round = 0; round < rounds; round += 1) {
      line.take();
      await pushNotes(line.url, count, `wire ${count}.${round}`);
      taken.push(line.take());
    }
    wire.push({ who: name, edits: count, rounds: taken });
  }
  await Promise.all([server.stop(), device.stop()]);
  await line.close();
  return { pull, push, wire };
}
