export interface KeyBinding {
  /** `['Mod', 'K']`, `['N']`, `['Escape']`, `['?']`. Mod is Ctrl, or ⌘ on a Mac. */
  readonly keys: readonly string[];
  /** Pressed and let go just before: `['C']` after `G` goes to the customers. */
  readonly after?: string;
  readonly label: string;
  readonly run?: (() => void) | undefined;
  /** Also while the cursor is in a field. */
  readonly inFields?: boolean;
  /** Listed under "everywhere" instead of "this page". */
  readonly everywhere?: boolean;
}

export interface KeyRegistry {
  add(bindings: readonly KeyBinding[]): () => void;
  /** The newest binding of the page that fits, else the newest of those that hold everywhere. */
  find(fits: (binding: KeyBinding) => boolean): KeyBinding | undefined;
  all(): readonly KeyBinding[];
  subscribe(listener: () => void): () => void;
}

export function createKeyRegistry(): KeyRegistry {
  let groups: readonly (readonly KeyBinding[])[] = [];
  let all: readonly KeyBinding[] = [];
  const listeners = new Set<() => void>();
  function change(next: readonly (readonly KeyBinding[])[]): void {
    groups = next;
    all = next.flat();
    for (const listener of listeners) listener();
  }
  return {
    add(bindings) {
      change([...groups, bindings]);
      return () => change(groups.filter((group) => group !== bindings));
    },
    find: (fits) =>
      all.findLast((binding) => binding.everywhere !== true && fits(binding)) ??
      all.findLast((binding) => fits(binding)),
    all: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** By the key's place for letters, `/` and `?`: with the Persian layout they type other characters. */
export function matchesKeys(binding: Pick<KeyBinding, 'keys'>, press: KeyPress): boolean {
  const key = binding.keys.at(-1) ?? '';
  const wantsMod = binding.keys.includes('Mod');
  const wantsShift = binding.keys.includes('Shift') || key === '?';
  if (wantsMod !== (press.ctrlKey || press.metaKey) || press.altKey !== binding.keys.includes('Alt')) return false;
  if (wantsShift !== press.shiftKey) return false;
  if (/^[A-Z]$/.test(key)) return press.code === `Key${key}`;
  if (key === '/' || key === '?') return press.code === 'Slash' || press.key === key;
  return press.key === key;
}
