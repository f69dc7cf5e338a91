/** One process of a run: a database in memory, a machine without a time of its own, and seed after seed as it is told. */
import { startMemoryPostgres, type MemoryPostgres } from '../../server/testing/memoryPostgres.ts';
import { prepareStores } from '../preparedStore.ts';
import { runSimulation, type SimulationReport } from '../runSimulation.ts';
import { installVirtualMachine, type VirtualMachine } from '../virtualMachine.ts';

export interface SeedWork {
  readonly steps: number;
  readonly hasDisasters: boolean;
  readonly tellsStory: boolean;
  readonly devices?: number;
}

export interface SeedResult extends Omit<SimulationReport, 'story'> {
  readonly milliseconds: number;
  /** Empty when it was not asked for. */
  readonly story: readonly string[];
}

export interface SeedRunner {
  run(seed: number, work: SeedWork): Promise<SeedResult>;
  close(): Promise<void>;
}

/** Takes the process over: its time stands still from now on. */
export async function createSeedRunner(): Promise<SeedRunner> {
  const postgres: MemoryPostgres = await startMemoryPostgres();
  const stopwatch = performance.now.bind(performance);
  const machine: VirtualMachine = installVirtualMachine();
  await prepareStores();
  return {
    async run(seed, { tellsStory, ...work }) {
      const began = stopwatch();
      await postgres.reset();
      const { story, ...report } = await runSimulation({
        ...work,
        seed,
        machine,
        database: { url: '', drop: () => Promise.resolve(), open: (options) => postgres.open(options) },
      });
      return { ...report, story: tellsStory ? story : [], milliseconds: Math.round(stopwatch() - began) };
    },
    close: () => postgres.close(),
  };
}

/** The child's end of `runSeeds`: `{ seed, work }` in, a result out. */
if (import.meta.main && process.send) {
  // An entry script's lifeline, which children inherit, lets a process end that only waits for its channel: this one waits for seeds.
  process.channel?.ref();
  const runner = await createSeedRunner();
  process.on('message', ({ seed, work }: { readonly seed: number; readonly work: SeedWork }) => {
    void runner.run(seed, work).then((result) => process.send?.(result));
  });
  process.on('disconnect', () => process.exit());
  process.send({ ready: true });
}
