/** Commands of the page that is on the screen, offered in the palette beside those that are always there. */
import {
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type ReactNode,
} from 'react';

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** A word at the end: the city of a customer, the state of an order. */
  readonly hint?: string;
  /** Other words by which it is found. */
  readonly keywords?: readonly string[];
  readonly run: () => void;
}

interface CommandRegistry {
  add(commands: readonly PaletteCommand[]): () => void;
  all(): readonly PaletteCommand[];
  subscribe(listener: () => void): () => void;
}

const CommandsContext = createContext<CommandRegistry | null>(null);

export function CommandsProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(createCommandRegistry, []);
  return <CommandsContext value={registry}>{children}</CommandsContext>;
}

/** Offers commands while the component is on the screen, e.g. "New order for this customer". */
export function useCommands(commands: readonly PaletteCommand[]): void {
  const registry = useRegistry();
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const shape = commands.map(({ id, label }) => `${id}=${label}`).join('\n');
  useEffect(() => {
    const stable = latest.current.map((command, index) => ({ ...command, run: () => latest.current[index]?.run() }));
    return registry.add(stable);
  }, [registry, shape]);
}

export function useRegisteredCommands(): readonly PaletteCommand[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.all);
}

function useRegistry(): CommandRegistry {
  const registry = useContext(CommandsContext);
  if (!registry) throw new Error('useCommands outside of the frame');
  return registry;
}

function createCommandRegistry(): CommandRegistry {
  let groups: readonly (readonly PaletteCommand[])[] = [];
  let all: readonly PaletteCommand[] = [];
  const listeners = new Set<() => void>();
  function change(next: typeof groups): void {
    groups = next;
    all = next.flat();
    for (const listener of listeners) listener();
  }
  return {
    add(commands) {
      change([...groups, commands]);
      return () => change(groups.filter((group) => group !== commands));
    },
    all: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
