/** A PouchDB client with everything in memory, replicating over HTTP. */
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import { createContentSum, type ContentSum } from './contentSum.ts';
import { memoryPouch, remotePouch, type PouchDatabase } from './pouch.ts';

const Pouch = memoryPouch();
/** The largest that both ends take well; the default of 100 is slower. */
const BATCHES = { batch_size: 1_000, batches_limit: 4 };

let count = 0;
let database: PouchDatabase | null = null;
const requireDatabase = (): PouchDatabase => {
  if (!database) throw new Error('nothing was pulled');
  return database;
};

serveCommands(
  {
    async pull(url: string): Promise<number> {
      count += 1;
      const own = new Pouch(`local${count}`);
      database = own;
      return (await timed(() => own.replicate.from(remotePouch(url), BATCHES))).milliseconds;
    },
    async contentSum(): Promise<ContentSum> {
      const sum = createContentSum();
      const { rows } = await requireDatabase().allDocs({ include_docs: true });
      for (const { doc } of rows) if (doc) sum.add(doc._id, doc.version, JSON.stringify(doc.body));
      return sum.end();
    },
    async push({ url, ids, note }: { url: string; ids: readonly string[]; note: string }): Promise<number> {
      const { rows } = await requireDatabase().allDocs({ keys: ids, include_docs: true });
      const edited = rows.flatMap(({ doc }) => (doc ? [{ ...doc, body: { ...doc.body, note } }] : []));
      await requireDatabase().bulkDocs(edited);
      return (await timed(() => requireDatabase().replicate.to(remotePouch(url), BATCHES))).milliseconds;
    },
  },
  () => undefined,
);
