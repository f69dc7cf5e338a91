/**
 * The core: the one process that reads and writes a person's data. It serves any number of windows, each over a wire of its own, and knows
 * nothing of what carries the wires or shows the windows.
 */
import { createIdSource } from '../../shared/base/id.ts';
import { serveContract } from '../../shared/rpc/server.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import type { CoreOptions } from './coreOptions.ts';
import { loadDocuments } from './documents/loadDocuments.ts';
import { createPreferences } from './features/preferences/preferencesFile.ts';
import type { CoreContext } from './features/procedures.ts';
import { coreRouter } from './router.ts';
import { createSession } from './session/session.ts';

export interface Core {
  /** Answers a window until its wire closes. */
  serve(wire: Wire): void;
  /** Locks, closes every wire and file; resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** Nobody is at work yet: who is enrolled here is locked. */
export function createCore(options: CoreOptions): Core {
  const session = createSession(options);
  const context: CoreContext = {
    core: options,
    session,
    preferences: createPreferences(options.directory),
    nextId: createIdSource(options.clock, options.randomness),
  };
  const wires = new Set<Wire>();
  // While the person looks for their passphrase. Whoever is faster waits for nothing: the first look at a record goes round it.
  const stopLoading = options.timers.after(DOCUMENTS_LOADED_AFTER, () => {
    loadDocuments().catch((error: unknown) => options.log('core.documents_not_loaded', { error: describe(error) }));
  });
  return {
    serve(wire) {
      wires.add(wire);
      wire.onClose(() => wires.delete(wire));
      serveContract(wire, coreRouter, context, {
        onDefect: (defect) => options.log('core.defect', { error: describe(defect) }),
      });
    },
    async close() {
      stopLoading();
      await session.close();
      for (const wire of wires) wire.close();
    },
  };
}

/** Milliseconds after the start: the window has its lock screen by then. */
const DOCUMENTS_LOADED_AFTER = 1_500;

/** Where it happened, for the log of this machine; never what it was about: messages of defects may quote what people typed. */
function describe(defect: unknown): string {
  if (!(defect instanceof Error)) return typeof defect;
  const cause = defect.cause instanceof Error ? ` < ${describe(defect.cause)}` : '';
  const frames = (defect.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return `${defect.name} ${frames
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' ')}${cause}`;
}
